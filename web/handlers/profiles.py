"""Print profiles: everybody reads them, operators make and change them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from lezerprint.audit import EventKind
from lezerprint.slicing import profile_rows as rows
from lezerprint.slicing.profile import Profile as Checked
from web.handlers.trash import deleted
from web.models.profiles import Profile, ProfileAnswer, ProfileList

if TYPE_CHECKING:
    from uuid import UUID

    from lezerprint.storage.database import Storage
    from lezerprint.storage.models import PrintProfile
    from web.call import Call
    from web.models.trash import Deleted


async def profiles(call: Call) -> ProfileList:
    """All of them."""
    return ProfileList(profiles=[Profile.model_validate(row) for row in await call.read(rows.profiles)])


async def profile(call: Call) -> ProfileAnswer:
    """One of them."""
    return _answer(await call.read(rows.get, call.path["id"]))


async def create_profile(call: Call) -> ProfileAnswer:
    """A new one."""
    given = call.body.model_dump(by_alias=False)
    is_default = given.pop("is_default")
    checked = Checked(**given)
    making = partial(rows.create, call.services.storage.storage, checked, is_default=is_default)
    row = await call.write(making)
    call.audit(EventKind.PROFILE_CREATED, f"The profile {row.name} was created", of=row.id)
    return _answer(row)


async def change_profile(call: Call) -> ProfileAnswer:
    """Change one; what was sliced with it stays as it is."""
    given = call.body.model_dump(by_alias=False, exclude_unset=True)
    storage = call.services.storage.storage
    changed = sorted(given)
    row = await call.write(_change, storage, call.path["id"], given)
    call.audit(EventKind.PROFILE_CHANGED, f"The profile {row.name} was changed", of=row.id, changed=changed)
    return _answer(row)


async def delete_profile(call: Call) -> Deleted:
    """Delete one that nothing was sliced with."""
    name = (await call.read(rows.get, call.path["id"])).name
    await call.run(call.services.trash.delete_profile, call.path["id"], call.principal.user_id)
    call.audit(EventKind.PROFILE_DELETED, f"The profile {name} was deleted", of=call.path["id"])
    return deleted(call)


def _change(storage: Storage, profile_id: UUID, given: dict[str, Any]) -> PrintProfile:
    becomes_default = given.pop("is_default", None)
    kept = {name: value for name, value in given.items() if value is not None or name == "description"}
    row = rows.change(storage, profile_id, kept)
    return rows.set_default(storage, profile_id) if becomes_default else row


def _answer(row: PrintProfile) -> ProfileAnswer:
    return ProfileAnswer(profile=Profile.model_validate(row))
