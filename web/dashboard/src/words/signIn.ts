import { words } from "./language";

export const signInWords = words(
  {
    title: "Sign in",
    email: "Email",
    password: "Password",
    submit: "Sign in",
    firstTitle: "Welcome to LezerPrint",
    firstText: "Create the first account. It manages this server.",
    username: "Username",
    create: "Create account",
    unreachable: "The server does not answer.",
    demo: "Enter the demo",
  },
  {
    title: "Anmelden",
    email: "E-Mail",
    password: "Passwort",
    submit: "Anmelden",
    firstTitle: "Willkommen bei LezerPrint",
    firstText: "Lege das erste Konto an. Es verwaltet diesen Server.",
    username: "Benutzername",
    create: "Konto anlegen",
    unreachable: "Der Server antwortet nicht.",
    demo: "Zur Vorführung",
  },
);
