# printf keeps the token out of the list of processes.
printf 'X-Auth-Token: %s' "$KPS_TOKEN" |
  curl --silent --show-error --fail-with-body --header @- \
    "$KPS_ENDPOINT/v3/$KPS_PROJECT_ID/failed-tasks?limit=100&offset=0"
