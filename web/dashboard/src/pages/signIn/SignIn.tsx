import { useState } from "preact/hooks";
import { Button } from "../../design/Button";
import { Field } from "../../design/Field";
import { Notice } from "../../design/States";
import { ApiError } from "../../link/errors";
import { signIn } from "../../state/session";
import { common } from "../../words/common";
import { signInWords } from "../../words/signIn";
import css from "./SignIn.module.css";

export default function SignIn() {
  const t = signInWords.value;
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const [error, setError] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);

  const submit = async (event: Event) => {
    event.preventDefault();
    setBusy(true);
    setError(null);
    try {
      await signIn(email, password);
    } catch (failure) {
      if (!(failure instanceof ApiError)) throw failure;
      setError(failure.isOffline ? common.value.offline : failure.message);
    } finally {
      setBusy(false);
    }
  };
  return (
    <main class={css.page}>
      <form class={css.form} onSubmit={submit}>
        <img src="/icon.svg" alt="" width="56" height="56" />
        <h1>{t.title}</h1>
        {error && <Notice kind="error">{error}</Notice>}
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
        <Button kind="primary" type="submit" wide isBusy={isBusy}>
          {t.submit}
        </Button>
      </form>
    </main>
  );
}
