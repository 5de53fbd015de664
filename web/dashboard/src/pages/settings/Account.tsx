import { useState } from "preact/hooks";
import { Button } from "../../design/Button";
import { Dialog } from "../../design/Dialog";
import { Field } from "../../design/Field";
import { Panel } from "../../design/Panel";
import { attempt } from "../../design/Toast";
import { call } from "../../link/http";
import { enter, leave, signOut, user } from "../../state/session";
import { common } from "../../words/common";
import { preferenceWords } from "../../words/preferences";
import css from "./Preferences.module.css";

export default function Account() {
  const t = preferenceWords.value;
  const [isDeleting, setDeleting] = useState(false);
  return (
    <>
      <Panel class={css.narrow} title={user.value?.username}>
        <Username />
        <Button onClick={() => void signOut()}>{t.signOut}</Button>
      </Panel>
      <Panel class={css.narrow} title={t.changePassword}>
        <Password />
      </Panel>
      <Panel class={css.narrow} title={t.changeEmail}>
        <Email />
      </Panel>
      <Panel class={css.narrow} title={t.deleteAccount}>
        <p class="muted">{t.deleteText}</p>
        <Button kind="danger" onClick={() => setDeleting(true)}>
          {t.deleteAccount}
        </Button>
      </Panel>
      {isDeleting && <Deletion onClose={() => setDeleting(false)} />}
    </>
  );
}

function Username() {
  const t = preferenceWords.value;
  const [name, setName] = useState(user.value?.username ?? "");
  const save = async (event: Event) => {
    event.preventDefault();
    await attempt(
      async () => enter((await call("PATCH /api/auth/me", { body: { username: name } })).user),
      t.saved,
    );
  };
  return (
    <form class={css.form} onSubmit={save}>
      <Field label={t.username} value={name} onValue={setName} required />
      {name !== user.value?.username && <Button type="submit">{common.value.save}</Button>}
    </form>
  );
}

function Password() {
  const t = preferenceWords.value;
  const [current, setCurrent] = useState("");
  const [next, setNext] = useState("");
  const save = async (event: Event) => {
    event.preventDefault();
    const body = { oldPassword: current, newPassword: next };
    if (!(await attempt(() => call("POST /api/auth/password", { body }), t.passwordChanged))) return;
    setCurrent("");
    setNext("");
  };
  return (
    <form class={css.form} onSubmit={save}>
      <Field
        label={t.currentPassword}
        type="password"
        autoComplete="current-password"
        required
        value={current}
        onValue={setCurrent}
      />
      <Field
        label={t.newPassword}
        type="password"
        autoComplete="new-password"
        required
        minLength={8}
        value={next}
        onValue={setNext}
      />
      <Button type="submit">{t.changePassword}</Button>
    </form>
  );
}

function Email() {
  const t = preferenceWords.value;
  const [email, setEmail] = useState(user.value?.email ?? "");
  const [password, setPassword] = useState("");
  const save = async (event: Event) => {
    event.preventDefault();
    const change = async () =>
      enter((await call("POST /api/auth/email", { body: { newEmail: email, password } })).user);
    if (await attempt(change, t.saved)) setPassword("");
  };
  return (
    <form class={css.form} onSubmit={save}>
      <Field label={t.email} type="email" autoComplete="email" required value={email} onValue={setEmail} />
      <Field
        label={t.currentPassword}
        type="password"
        autoComplete="current-password"
        required
        value={password}
        onValue={setPassword}
      />
      <Button type="submit">{t.changeEmail}</Button>
    </form>
  );
}

function Deletion({ onClose }: { onClose: () => void }) {
  const t = preferenceWords.value;
  const [password, setPassword] = useState("");
  const remove = async () => {
    if (await attempt(() => call("DELETE /api/auth/me", { body: { password } }))) leave();
  };
  return (
    <Dialog
      title={t.deleteAccount}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{common.value.cancel}</Button>
          <Button kind="danger" disabled={password === ""} onClick={remove}>
            {t.deleteAccount}
          </Button>
        </>
      }
    >
      <p>{t.deleteText}</p>
      <Field
        label={t.currentPassword}
        type="password"
        autoComplete="current-password"
        value={password}
        onValue={setPassword}
      />
    </Dialog>
  );
}
