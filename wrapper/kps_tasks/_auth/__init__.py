"""Credentials, as httpx authentication: each is usable on any httpx client, sync and async.

On a client of your own, leave ``follow_redirects`` off: httpx takes only the ``Authorization`` header away when a
redirect leads to another host.
"""
