import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { Button } from "../../design/Button";
import { Field } from "../../design/Field";
import { Notice } from "../../design/States";
import { ApiError } from "../../link/errors";
import { enterDemo, register, signIn, signInState } from "../../state/session";
import { common } from "../../words/common";
import { signInWords } from "../../words/signIn";
import css from "./SignIn.module.css";

/** Who are you? In the first run: the account of the administrator. */
export default function SignIn() {
  const t = signInWords.value;
  const state = signInState.value;
  const [wantsAccount, setWantsAccount] = useState(false);
  const isFirst = state?.firstRun ?? false;
  return (
    <main class={css.page}>
      <div class={css.inside}>
        <img src="/icon.svg" alt="" width="64" height="64" />
        <h1 class={css.title}>{isFirst ? t.firstTitle : wantsAccount ? t.create : t.title}</h1>
        {isFirst && <p class="muted">{t.firstText}</p>}
        {isFirst || wantsAccount ? <Registration isFirst={isFirst} /> : <Credentials />}
        <footer class={css.others}>
          {state?.demoSignIn && <Button onClick={() => void enterDemo()}>{t.demo}</Button>}
          {state?.registrationOpen && !isFirst && (
            <Button kind="quiet" onClick={() => setWantsAccount(!wantsAccount)}>
              {wantsAccount ? t.haveAccount : t.wantAccount}
            </Button>
          )}
          {state?.publicPage && <a href="/public">{t.publicPage}</a>}
        </footer>
      </div>
    </main>
  );
}

function Credentials() {
  const t = signInWords.value;
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  return (
    <Form label={t.submit} send={() => signIn(email, password)}>
      <Field
        label={t.email}
        type="email"
        name="email"
        autoComplete="username"
        required
        value={email}
        onValue={setEmail}
      />
      <Field
        label={t.password}
        type="password"
        name="password"
        autoComplete="current-password"
        required
        value={password}
        onValue={setPassword}
      />
    </Form>
  );
}

function Registration({ isFirst }: { isFirst: boolean }) {
  const t = signInWords.value;
  const [email, setEmail] = useState("");
  const [username, setUsername] = useState("");
  const [password, setPassword] = useState("");
  const send = async () => {
    if (isFirst) history.replaceState(null, "", "/setup");
    await register(email, username, password);
  };
  return (
    <Form label={t.create} send={send}>
      <Field
        label={t.username}
        name="username"
        autoComplete="nickname"
        required
        pattern="[A-Za-z0-9_.\-]{3,32}"
        hint={t.usernameHint}
        value={username}
        onValue={setUsername}
      />
      <Field
        label={t.email}
        type="email"
        name="email"
        autoComplete="username"
        required
        value={email}
        onValue={setEmail}
      />
      <Field
        label={t.password}
        type="password"
        name="password"
        autoComplete="new-password"
        required
        minLength={8}
        hint={t.passwordHint}
        value={password}
        onValue={setPassword}
      />
    </Form>
  );
}

interface FormProps {
  label: string;
  send: () => Promise<void>;
  children: ComponentChildren;
}

function Form({ label, send, children }: FormProps) {
  const [error, setError] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  const submit = async (event: Event) => {
    event.preventDefault();
    setBusy(true);
    setError(null);
    try {
      await send();
    } catch (failure) {
      if (!(failure instanceof ApiError)) throw failure;
      setError(failure.isOffline ? common.value.offline : failure.message);
    } finally {
      setBusy(false);
    }
  };
  return (
    <form class={css.form} onSubmit={submit}>
      {children}
      {error && <Notice kind="error">{error}</Notice>}
      <Button kind="primary" type="submit" wide isBusy={isBusy}>
        {label}
      </Button>
    </form>
  );
}
