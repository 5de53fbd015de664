"""What Marlin 2.1 says in M600 once its first prompt was answered, and once its second was."""

PURGE = [
    "//action:prompt_end",
    "//action:prompt_begin Paused",
    "//action:prompt_button PurgeMore",
    "//action:prompt_button Continue",
    "//action:prompt_show",
]
RESUMED = [
    "//action:prompt_end",
    "//action:resumed",
    "//action:prompt_end",
    "//action:prompt_begin Resuming",
    "//action:prompt_button Dismiss",
    "//action:prompt_show",
    "ok",
]
