import "./design/tokens.css";
import "./design/base.css";
import "./app/theme";
import { render } from "preact";
import { App } from "./app/App";
import { identify } from "./state/session";
import { language } from "./words/language";

document.documentElement.lang = language.value;
const root = document.getElementById("app");
if (root !== null) render(<App />, root);
// Visitors need no account, nor a question who they are.
if (!/^\/public(\/|$)/.test(location.pathname)) void identify();
