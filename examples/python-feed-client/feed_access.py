"""Where the feed is, and the token that it wants."""

import base64
import json
import os
import time
import urllib.parse
import urllib.request


class FeedAccess:
    def __init__(self, feed_url: str, token_url: str, client_id: str, client_secret: str) -> None:
        self._feed_url = feed_url.rstrip('/')
        self._token_url = token_url
        self._client = (client_id, client_secret)
        self._token: str | None = None
        self._accepted = False
        self._ends_at = 0.0

    @classmethod
    def of(cls, options) -> 'FeedAccess':
        """From the command line, or from the file that npm start writes."""
        if options.outputs is None:
            secret = (os.environ.get('FEED_CLIENT_ID', ''), os.environ.get('FEED_CLIENT_SECRET', ''))
            return cls(options.feed_url, options.token_url, *secret)
        with open(options.outputs, encoding='utf-8') as file:
            outputs = json.load(file)
        client = outputs['oauth']['clients']['feed-reader']
        return cls(
            outputs['feedUrl'], outputs['oauth']['tokenUrl'], client['clientId'], client['clientSecret']
        )

    def url(self, stream: str) -> str:
        """Of the stream: `load` or `changes`."""
        return f'{self._feed_url}/feed/{stream}'

    def token(self) -> str:
        """A token that lasts for another minute at least. Throws OSError when none can be had."""
        if self._token is None or time.monotonic() > self._ends_at - 60:
            self._fetch()
        return self._token

    def accept(self) -> None:
        """The feed has taken the token."""
        self._accepted = True

    def renew(self) -> bool:
        """Whether a new token may help: not when the one that was refused was never taken."""
        taken, self._accepted = self._accepted, False
        self._token = None
        return taken

    def _fetch(self) -> None:
        user = ':'.join(urllib.parse.quote(part, safe='') for part in self._client)
        request = urllib.request.Request(
            self._token_url,
            data=b'grant_type=client_credentials',
            headers={
                'Authorization': f'Basic {base64.b64encode(user.encode()).decode()}',
                'Content-Type': 'application/x-www-form-urlencoded',
            },
        )
        with urllib.request.urlopen(request, timeout=30) as response:
            answer = json.load(response)
        self._token = answer['access_token']
        self._ends_at = time.monotonic() + float(answer.get('expires_in', 300))
