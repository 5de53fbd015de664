"""API keys: everybody's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lezerprint.audit import EventKind
from lezerprint.base.enums import UserRole
from web.models.accounts import ApiKey, ApiKeyList, NewApiKey
from web.models.common import Done

if TYPE_CHECKING:
    from web.call import Call


async def api_keys(call: Call) -> ApiKeyList:
    """The caller's keys."""
    found = await call.run(call.services.accounts.list_api_keys, call.principal.user_id)
    return ApiKeyList(api_keys=[ApiKey.model_validate(key) for key in found])


async def create_api_key(call: Call) -> NewApiKey:
    """A new key, shown this once."""
    owner, given = call.principal, call.body
    role = given.role or owner.role
    key, text = await call.run(
        call.services.accounts.create_api_key, owner, given.name, role, given.expires_at
    )
    call.audit(EventKind.API_KEY_CREATED, f"API key {key.prefix}… was made for {role.value}", key=key.id)
    return NewApiKey(api_key=ApiKey.model_validate(key), key=text)


async def revoke_api_key(call: Call) -> Done:
    """Make a key useless: one's own, or as an administrator anybody's."""
    owner = None if call.principal.role is UserRole.ADMIN else call.principal.user_id
    key = await call.run(call.services.accounts.revoke_api_key, call.path["id"], owner)
    call.audit(EventKind.API_KEY_REVOKED, f"API key {key.prefix}… was revoked", key=key.id)
    return Done()
