"""Facts about the service that openapi.yaml states outside of operations and rows."""

from __future__ import annotations

from typing import Final, NamedTuple, TypedDict


class ErrorCode(NamedTuple):
    """A known error code.

    Attributes:
        statuses: HTTP statuses that it comes with.
        message: Message that comes with it; None where it differs from case to case.
        retry: When the same request may succeed: ``never``, ``always``, ``with-a-new-token``, ``on-502-and-504``.
        advice: What to do about it; None where the status says it.
    """

    statuses: tuple[int, ...]
    message: str | None
    retry: str
    advice: str | None


class CredentialMessage(NamedTuple):
    """What the gateway appends to the message of a refused credential.

    Attributes:
        text: The text, with names in braces where it differs.
        match: The part that tells it from the others.
        advice: What to do about it.
        renew: Whether a new credential may do what this one did not.
    """

    text: str
    match: str
    advice: str
    renew: bool


class Permission(NamedTuple):
    """What a user must be allowed for an operation.

    Attributes:
        action: Action of an identity-based policy.
        alias: The same in a role-based policy.
    """

    action: str
    alias: str


class Cloud(NamedTuple):
    """A cloud of its own: a credential of one is no good in another, and not to be shown there.

    Attributes:
        endpoint: Address of the service, with ``{region}`` in it.
        iam: Address of IAM.
        regional_iam: The same for a region that has its own, with ``{region}`` in it.
    """

    endpoint: str
    iam: str
    regional_iam: str


class TaskFields(TypedDict, total=False):
    """Every field that a task has in one of the operations, but for its state."""

    task_id: str | None
    server_id: str | None
    operate_type: str | None
    task_time: str | None
    server_name: str | None
    keypair_name: str | None
    task_error_code: str | None
    task_error_msg: str | None


CLOUDS: Final[dict[str, Cloud]] = {
    "myhuaweicloud.com": Cloud(
        "https://kms.{region}.myhuaweicloud.com",
        "https://iam.myhuaweicloud.com",
        "https://iam.{region}.myhuaweicloud.com",
    ),
    "myhuaweicloud.eu": Cloud(
        "https://kms.{region}.myhuaweicloud.eu", "https://iam.myhuaweicloud.eu", "https://iam.{region}.myhuaweicloud.eu"
    ),
}
"""The vendor's clouds by their domain."""

ENDPOINT: Final = "https://kms.{region}.myhuaweicloud.com"
ENDPOINTS: Final[dict[str, str]] = {
    "ae-ad-1": "https://kms.ae-ad-1.myhuaweicloud.com",
    "af-north-1": "https://kms.af-north-1.myhuaweicloud.com",
    "af-south-1": "https://kms.af-south-1.myhuaweicloud.com",
    "ap-southeast-1": "https://kms.ap-southeast-1.myhuaweicloud.com",
    "ap-southeast-2": "https://kms.ap-southeast-2.myhuaweicloud.com",
    "ap-southeast-3": "https://kms.ap-southeast-3.myhuaweicloud.com",
    "ap-southeast-4": "https://kms.ap-southeast-4.myhuaweicloud.com",
    "ap-southeast-5": "https://kms.ap-southeast-5.myhuaweicloud.com",
    "cn-east-2": "https://kms.cn-east-2.myhuaweicloud.com",
    "cn-east-3": "https://kms.cn-east-3.myhuaweicloud.com",
    "cn-east-4": "https://kms.cn-east-4.myhuaweicloud.com",
    "cn-east-5": "https://kms.cn-east-5.myhuaweicloud.com",
    "cn-north-1": "https://kms.cn-north-1.myhuaweicloud.com",
    "cn-north-11": "https://kms.cn-north-11.myhuaweicloud.com",
    "cn-north-12": "https://kms.cn-north-12.myhuaweicloud.com",
    "cn-north-2": "https://kms.cn-north-2.myhuaweicloud.com",
    "cn-north-4": "https://kms.cn-north-4.myhuaweicloud.com",
    "cn-north-9": "https://kms.cn-north-9.myhuaweicloud.com",
    "cn-south-1": "https://kms.cn-south-1.myhuaweicloud.com",
    "cn-south-2": "https://kms.cn-south-2.myhuaweicloud.com",
    "cn-south-4": "https://kms.cn-south-4.myhuaweicloud.com",
    "cn-southwest-2": "https://kms.cn-southwest-2.myhuaweicloud.com",
    "cn-southwest-3": "https://kms.cn-southwest-3.myhuaweicloud.com",
    "eu-west-101": "https://kms.eu-west-101.myhuaweicloud.eu",
    "la-north-2": "https://kms.la-north-2.myhuaweicloud.com",
    "la-south-2": "https://kms.la-south-2.myhuaweicloud.com",
    "me-east-1": "https://kms.me-east-1.myhuaweicloud.com",
    "my-kualalumpur-1": "https://kms.my-kualalumpur-1.myhuaweicloud.com",
    "na-mexico-1": "https://kms.na-mexico-1.myhuaweicloud.com",
    "ru-moscow-1": "https://kms.ru-moscow-1.myhuaweicloud.com",
    "sa-brazil-1": "https://kms.sa-brazil-1.myhuaweicloud.com",
    "tr-west-1": "https://kms.tr-west-1.myhuaweicloud.com",
}
"""Address of the service by region."""

IAM_ENDPOINT: Final = "https://iam.myhuaweicloud.com"
IAM_ENDPOINTS: Final[dict[str, str]] = {
    "ae-ad-1": "https://iam.ae-ad-1.myhuaweicloud.com",
    "af-south-1": "https://iam.af-south-1.myhuaweicloud.com",
    "ap-southeast-1": "https://iam.ap-southeast-1.myhuaweicloud.com",
    "ap-southeast-2": "https://iam.ap-southeast-2.myhuaweicloud.com",
    "ap-southeast-3": "https://iam.ap-southeast-3.myhuaweicloud.com",
    "ap-southeast-4": "https://iam.ap-southeast-4.myhuaweicloud.com",
    "cn-east-2": "https://iam.cn-east-2.myhuaweicloud.com",
    "cn-east-3": "https://iam.cn-east-3.myhuaweicloud.com",
    "cn-east-4": "https://iam.cn-east-4.myhuaweicloud.com",
    "cn-east-5": "https://iam.cn-east-5.myhuaweicloud.com",
    "cn-north-1": "https://iam.cn-north-1.myhuaweicloud.com",
    "cn-north-12": "https://iam.cn-north-12.myhuaweicloud.com",
    "cn-north-2": "https://iam.cn-north-2.myhuaweicloud.com",
    "cn-north-4": "https://iam.cn-north-4.myhuaweicloud.com",
    "cn-north-9": "https://iam.cn-north-9.myhuaweicloud.com",
    "cn-south-1": "https://iam.cn-south-1.myhuaweicloud.com",
    "cn-south-2": "https://iam.cn-south-2.myhuaweicloud.com",
    "cn-southwest-2": "https://iam.cn-southwest-2.myhuaweicloud.com",
    "eu-west-0": "https://iam.eu-west-0.myhuaweicloud.com",
    "eu-west-101": "https://iam.eu-west-101.myhuaweicloud.eu",
    "la-north-2": "https://iam.la-north-2.myhuaweicloud.com",
    "la-south-2": "https://iam.la-south-2.myhuaweicloud.com",
    "me-east-1": "https://iam.me-east-1.myhuaweicloud.com",
    "my-kualalumpur-1": "https://iam.my-kualalumpur-1.myhuaweicloud.com",
    "na-mexico-1": "https://iam.na-mexico-1.myhuaweicloud.com",
    "ru-moscow-1": "https://iam.ru-moscow-1.myhuaweicloud.com",
    "sa-brazil-1": "https://iam.sa-brazil-1.myhuaweicloud.com",
    "tr-west-1": "https://iam.tr-west-1.myhuaweicloud.com",
}
"""Address of IAM by region, where it is not the global one of the cloud."""

REQUESTS_PER_MINUTE: Final = 300
"""Quota of one user."""

LIMIT: Final = range(1, 1001)
OFFSET: Final = range(0, 100001)
DEFAULT_LIMIT: Final = 1000

QUERY_PARAMETERS: Final[dict[str, dict[str, range | None]]] = {
    "ListKeypairTask": {},
    "ListFailedTask": {
        "limit": range(1, 1001),
        "offset": range(0, 100001),
    },
    "ListRunningTask": {
        "limit": range(1, 1001),
        "offset": range(0, 100001),
    },
}
"""Query parameters of each operation, with the whole numbers that each may be; None for any text."""

TOKEN_HEADER: Final = "X-Auth-Token"
REQUEST_ID_HEADER: Final = "X-Request-Id"

PERMISSIONS: Final[dict[str, Permission]] = {
    "ListKeypairTask": Permission("kps::getTask", "kps:domainKeypairs:gettask"),
    "ListFailedTask": Permission("kps::getFailedTask", "kps:domainKeypairs:getfailtask"),
    "ListRunningTask": Permission("kps::getRunningTask", "kps:domainKeypairs:getrunningtask"),
}
"""Permissions by operation."""

ERROR_CODES: Final[dict[str, ErrorCode]] = {
    "KPS.0001": ErrorCode(
        (400,),
        "taskId is illegal",
        "never",
        "Take the ID from the response that started the task, and use the project and region where it was started.",
    ),
    "KPS.0002": ErrorCode(
        (400,), "parameter error", "never", "Check limit and offset; the service does not say which parameter is wrong."
    ),
    "KPS.0003": ErrorCode((500,), "Dependency service unavailable", "always", None),
    "KPS.0004": ErrorCode((500,), "Response error", "always", None),
    "KPS.0005": ErrorCode((400,), "Failed task is not found", "never", None),
    "KPS.0006": ErrorCode((400,), "User not found", "never", None),
    "KPS.4016": ErrorCode((400,), "The key pair is not exist", "never", None),
    "KPS.5001": ErrorCode((500,), "Query database record error", "always", None),
    "KPS.5002": ErrorCode((500,), "Insert  database record error", "always", None),
    "KPS.5003": ErrorCode((500,), "Delete  database record error", "always", None),
    "KPS.5004": ErrorCode((500,), "Update  database record error", "always", None),
    "KPS.6004": ErrorCode((400,), "No Keypair find", "never", None),
    "KPS.6005": ErrorCode((400,), "No private key managed", "never", None),
    "KPS.6007": ErrorCode((500,), "Create kek failed", "always", None),
    "KPS.6008": ErrorCode(
        (400,), "Encrypt private key failed", "never", "Check that the KMS key exists, is enabled and may be used."
    ),
    "KPS.6009": ErrorCode((403,), "Keypair verify failed", "never", None),
    "KPS.6010": ErrorCode(
        (400,), "Save privatekey failed", "never", "Check that the KMS key exists, is enabled and may be used."
    ),
    "KPS.6011": ErrorCode((400,), "The imported private key not match public key", "never", None),
    "KPS.9001": ErrorCode((401,), "The token of the request is not or failed to be authenticated", "never", None),
    "KPS.9002": ErrorCode((401,), "Public test service denied", "never", None),
    "KPS.9003": ErrorCode(
        (403,), "No operation permission", "never", "Ask for the permission to query key pair tasks."
    ),
    "KPS.9004": ErrorCode((403,), "The account is frozen", "never", "Contact Huawei Cloud to restore the account."),
    "KPS.9005": ErrorCode((403,), "The account is restricted", "never", "Contact Huawei Cloud to restore the account."),
    "KPS.9006": ErrorCode((403,), "Unknown user type", "never", None),
    "APIGW.0101": ErrorCode(
        (404,), "The API does not exist or has not been published in the environment", "never", None
    ),
    "APIGW.0103": ErrorCode((404,), "The backend does not exist.", "never", None),
    "APIGW.0104": ErrorCode((400,), "The plug-ins do not exist.", "never", None),
    "APIGW.0105": ErrorCode((400,), "The backend configurations do not exist.", "never", None),
    "APIGW.0106": ErrorCode((400,), "Orchestration error.", "never", None),
    "APIGW.0201": ErrorCode((400, 413, 414, 494, 502, 504), None, "on-502-and-504", None),
    "APIGW.0301": ErrorCode((401,), "Incorrect IAM authentication information", "never", None),
    "APIGW.0302": ErrorCode(
        (403,),
        "The IAM user is not authorized to access the API.",
        "never",
        "The credential is valid but not for this project; check the project ID, and ask for the permission to query key pair tasks.",
    ),
    "APIGW.0303": ErrorCode((401,), "Incorrect app authentication information.", "never", None),
    "APIGW.0304": ErrorCode((403,), None, "never", None),
    "APIGW.0305": ErrorCode((401,), "Incorrect authentication information.", "never", None),
    "APIGW.0306": ErrorCode((403,), "API access denied.", "never", None),
    "APIGW.0307": ErrorCode(
        (401,), "The token must be updated.", "with-a-new-token", "The token has expired or was revoked; get a new one."
    ),
    "APIGW.0308": ErrorCode(
        (429,),
        "The throttling threshold has been reached",
        "always",
        "Wait, then send fewer requests; the quota is counted per user.",
    ),
    "APIGW.0310": ErrorCode(
        (403,), "The project is unavailable.", "never", "Ask the account's administrator about the project."
    ),
    "APIGW.0401": ErrorCode((403,), None, "never", "Send the request from a permitted address."),
    "APIGW.0402": ErrorCode((403,), None, "never", "Send the request from a permitted address."),
    "APIGW.0601": ErrorCode((500,), "Internal server error.", "always", None),
    "APIGW.0602": ErrorCode((400,), "Bad request.", "never", None),
    "APIGW.0613": ErrorCode((503,), "The IAM service is currently unavailable.", "always", None),
    "APIGW.0802": ErrorCode(
        (403,),
        "The IAM user is forbidden in the currently selected region",
        "never",
        "The user may not use this region; ask the account's administrator.",
    ),
}
"""Known error codes of the service and its gateway."""

CREDENTIAL_MESSAGES: Final[dict[str, CredentialMessage]] = {
    "no_credential": CredentialMessage(
        "x-auth-token not found", "x-auth-token not found", "No credential arrived; give the client its auth.", False
    ),
    "damaged_token": CredentialMessage(
        "decrypt token fail",
        "decrypt token fail",
        "The token is damaged, or of another region; get one for this region's project.",
        False,
    ),
    "expired_token": CredentialMessage(
        "token expires, expires_at: {expires_at}", "token expires", "The token has expired; get a new one.", True
    ),
    "unknown_access_key": CredentialMessage(
        "ak {access_key} not exist",
        "not exist",
        "The service does not know this access key; it may be deleted, mistyped or of another account.",
        False,
    ),
    "wrong_signature": CredentialMessage(
        "verify aksk signature fail, canonicalRequest:{canonical_request}",
        "aksk signature fail",
        "The secret key does not belong to the access key, or something changed the request on its way.",
        False,
    ),
    "wrong_time": CredentialMessage(
        "signature expired, signature time:{signed},server time:{served}",
        "signature expired",
        "The clock of this machine is wrong; the service refuses a signature that was not made just now.",
        False,
    ),
    "locked_access_key": CredentialMessage(
        "AK access failed to reach the limit,forbidden",
        "reach the limit",
        "The access key is locked after five failures in a row; wait five minutes, and use the right secret key.",
        False,
    ),
    "refused_address": CredentialMessage(
        "current ip:{address} refused",
        "current ip",
        "The account's access control does not permit this address.",
        False,
    ),
}
"""What tells one refused credential from another, all with the code APIGW.0301."""

STATUS_ADVICE: Final[dict[int, str]] = {
    401: "Check that the credential is complete, not expired, and of the same region and project.",
    403: "Ask for the permission to query key pair tasks, and check that the project ID belongs to the credential.",
    404: "Check the endpoint; KPS uses the kms host of the region.",
    429: "Send fewer requests; the quota is counted per user.",
}
"""What to do about a status that comes without a known code."""

PHASES: Final[dict[str, str]] = {"READY": "ready", "RUNNING": "running", "FAILED": "failed", "SUCCESS": "succeeded"}
"""Phase by the first word of a state."""

OPERATIONS: Final[dict[str, str]] = {"RESET": "reset", "REPLACE": "replace", "UNBIND": "unbind", "BIND": "bind"}
"""Operation by the other words of a state."""

FIELD_TYPES: Final[dict[str, dict[str, str]]] = {
    "KeypairTask": {
        "task_id": "string",
        "task_status": "string",
        "server_id": "string",
    },
    "RunningTask": {
        "task_id": "string",
        "operate_type": "string",
        "task_time": "string",
        "server_name": "string",
        "server_id": "string",
        "keypair_name": "string",
    },
    "FailedTask": {
        "task_id": "string",
        "operate_type": "string",
        "task_time": "string",
        "task_error_code": "string",
        "task_error_msg": "string",
        "server_name": "string",
        "server_id": "string",
        "keypair_name": "string",
    },
    "RunningTaskPage": {
        "total": "integer",
        "tasks": "array",
    },
    "FailedTaskPage": {
        "total": "integer",
        "tasks": "array",
    },
    "ErrorResponse": {
        "error_code": "string",
        "error_msg": "string",
        "request_id": "string",
        "error": "object",
    },
    "NestedError": {
        "code": "integer",
        "message": "string",
        "title": "string",
    },
}
"""JSON type of each field of each object."""
