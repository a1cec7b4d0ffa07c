"""Calls to Kinesis: the client, and what to do when a call fails."""

import random
import sys
import threading
from collections.abc import Callable
from typing import Any

import botocore.session
from botocore.config import Config
from botocore.credentials import (
    AssumeRoleCredentialFetcher,
    CredentialProvider,
    CredentialResolver,
    DeferredRefreshableCredentials,
)
from botocore.exceptions import ClientError, ConnectionError, HTTPClientError

FIRST_RETRY_S = 0.25
LAST_RETRY_S = 10.0
THROTTLED = {
    "ProvisionedThroughputExceededException",
    "LimitExceededException",
    "KMSThrottlingException",
    "ThrottlingException",
}


def kinesis_client(region: str, role_arn: str | None, external_id: str | None) -> Any:
    """A client with the credentials that the SDK finds, or with those of a role that they assume, renewed in time."""
    session = botocore.session.Session()
    if role_arn is not None:
        session.register_component("credential_provider", CredentialResolver([_AssumedRole(region, role_arn, external_id)]))
    # Tries again by itself a little; what goes on failing comes to `retry_wait`.
    config = Config(retries={"mode": "standard", "total_max_attempts": 2}, connect_timeout=5, read_timeout=30)
    return session.create_client("kinesis", region_name=region, config=config)


class _AssumedRole(CredentialProvider):
    METHOD = "assume-role"

    def __init__(self, region: str, role_arn: str, external_id: str | None) -> None:
        super().__init__()
        own = botocore.session.Session()
        arguments = {"RoleSessionName": "millrace-consumer"}
        if external_id is not None:
            arguments["ExternalId"] = external_id
        self._fetcher = AssumeRoleCredentialFetcher(
            client_creator=lambda service, **options: own.create_client(service, region_name=region, **options),
            source_credentials=own.get_credentials(),
            role_arn=role_arn,
            extra_args=arguments,
        )

    def load(self) -> DeferredRefreshableCredentials:
        return DeferredRefreshableCredentials(self._fetcher.fetch_credentials, self.METHOD)


def error_code(error: Exception) -> str:
    return error.response["Error"]["Code"] if isinstance(error, ClientError) else type(error).__name__


def retry_wait(error: Exception, failures: int) -> float:
    """Seconds until to try again: random, up to a bound that doubles from 0.25 to 10 s.

    Raises the error when trying again cannot mend it, such as missing rights.
    """
    transient = isinstance(error, (HTTPClientError, ConnectionError)) or (
        isinstance(error, ClientError)
        and (
            error_code(error) in THROTTLED
            or error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 400) >= 500
        )
    )
    if not transient:
        raise error
    wait = FIRST_RETRY_S + random.uniform(0, min(LAST_RETRY_S, FIRST_RETRY_S * 2 ** min(failures, 10)))
    if failures >= 3:
        print(f"{error}; trying again in {wait:.1f} s", file=sys.stderr)
    return wait


def until_it_works(call: Callable[[], Any], stop: threading.Event) -> Any:
    """The call's answer; None when `stop` is set before there is one."""
    failures = 0
    while not stop.is_set():
        try:
            return call()
        except Exception as error:
            stop.wait(retry_wait(error, failures))
            failures += 1
    return None
