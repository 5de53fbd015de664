"""What a page must know before anybody has signed in, and how a page without a header of its own gets in."""

from __future__ import annotations

from pydantic import Field

from web.models.accounts import ExpiresAt
from web.models.common import ApiModel, Input, PrinterName


class SignInState(ApiModel):
    """What a sign-in page must know."""

    signed_in: bool = Field(
        description="Whether this request has a valid credential: then `GET /api/auth/me` says whose.",
        examples=[False],
    )
    first_run: bool = Field(
        description="Whether there is no account yet: the first to register is the administrator.",
        examples=[False],
    )
    registration_open: bool = Field(
        description="Whether anybody may register with `POST /api/auth/register`; always true in the first "
        "run.",
        examples=[False],
    )
    demo: bool = Field(
        description="Whether this is the demonstration, with a simulated printer.", examples=[False]
    )
    demo_sign_in: bool = Field(
        description="Whether this client may sign in with `POST /api/auth/demo`, without a password.",
        examples=[False],
    )
    public_page: bool = Field(
        description="Whether visitors see the public page (`/api/public/…`) without an account.",
        examples=[True],
    )
    public_camera: bool = Field(description="Whether visitors see the camera.", examples=[False])
    printers: list[PrinterName] = Field(
        description="Names of the printers, the default one first.", examples=[["default"]]
    )
    version: str = Field(description="Version of the server.", examples=["0.1.0"])


class Ticket(ApiModel):
    """A ticket for one WebSocket connection."""

    ticket: str = Field(
        description="Secret text, in place of the token in `authenticate` or in the subprotocol "
        "`lezerprint.bearer.<ticket>`. It can be used once.",
        examples=["lzt_4f1c9d2e7a6b5c3d8e9f0a1b2c3d4e5f"],
    )
    expires_at: ExpiresAt


class SignedUrlsInput(Input):
    """Paths to be signed."""

    paths: list[str] = Field(
        min_length=1,
        max_length=200,
        description="Paths with their queries, as for `POST /api/media/sign`.",
        examples=[["/api/camera/snapshot"]],
    )


class SignedUrls(ApiModel):
    """Signed paths."""

    urls: list[str] = Field(
        description="Paths with signatures, in the order of the request; each is valid for GET without "
        "other credentials.",
        examples=[["/api/camera/snapshot?expires=1774793400&user=7&by=s7&signature=4f1c"]],
    )
    expires_at: ExpiresAt
