"""The looks of the app: dark, light, high contrast, and the sixteen colours of a terminal's own.

What a colour means has a name of ours (``$late``, ``$soon``, ``$quiet``), and each theme says which colour that is,
so that a style such as ``bold $late`` reads well in all of them. A colour never says anything alone: a mark or a
word stands beside it.
"""

from typing import Final

from textual.style import Style
from textual.theme import BUILTIN_THEMES, Theme
from textual.widget import Widget

from tracker.plan.message import Message, say

DARK: Final = "dark"
LIGHT: Final = "light"
CONTRAST: Final = "contrast"
CONSOLE: Final = "console"

THEME_NAMES: Final[dict[str, Message]] = {
    DARK: say("dark"),
    LIGHT: say("light"),
    CONTRAST: say("high contrast"),
    CONSOLE: say("the terminal's own sixteen colours"),
}
"""The themes, as a person names and knows them."""

LATE_STYLE: Final = "bold $late"
"""The style of what is overdue, wrong or broken."""
WAS_LATE_STYLE: Final = "$was-late"
"""The style of what was done, but late."""
SOON_STYLE: Final = "bold $soon"
"""The style of what is due soon."""
GOOD_STYLE: Final = "$good"
"""The style of what is done in time."""
QUIET_STYLE: Final = "$quiet"
"""The style of help and of what matters less, such as a command that cannot act now."""

FALLBACK: Final[dict[str, str]] = {
    "late": "$text-error",
    "was-late": "$text-warning",
    "soon": "$text-warning",
    "good": "$text-success",
    "quiet": "$foreground",
    "row-even": "$surface",
    "bar": "$primary",
    "bar-text": "$text",
    "bar-style": "bold",
    "warn-bar": "$warning",
    "warn-bar-text": "$text",
    "warn-bar-style": "none",
    "good-bar": "$success",
    "good-bar-text": "$text",
    "field-cursor": "$accent 30%",
    "field-cursor-text": "$text",
    "field-style": "bold",
}
"""The colours of ours in a theme that does not know them."""

THEMES: Final = (
    Theme(
        name=DARK,
        primary="#0178D4",
        secondary="#7FB8E6",
        accent="#FFA62B",
        warning="#FFA62B",
        error="#BA3C5B",
        success="#4EBF71",
        foreground="#E0E0E0",
        background="#121212",
        surface="#1E1E1E",
        panel="#242F38",
        variables={
            "late": "#FF7B84",
            "was-late": "#E2A25C",
            "soon": "#FFC66B",
            "good": "#6FCF8B",
            "quiet": "#A3A3A3",
            "bar-style": "bold",
            "warn-bar-style": "none",
            "field-style": "bold",
            "row-even": "#181818",
            "bar": "#0A4F86",
            "bar-text": "#FFFFFF",
            "warn-bar": "#7A4A00",
            "warn-bar-text": "#FFFFFF",
            "good-bar": "#1E5A34",
            "good-bar-text": "#FFFFFF",
            "field-cursor": "#0A4F86",
            "field-cursor-text": "#FFFFFF",
            "block-cursor-background": "#06365C",
            "block-cursor-foreground": "#FFFFFF",
            "block-cursor-blurred-background": "#303030",
            "block-cursor-blurred-foreground": "#FFFFFF",
        },
    ),
    Theme(
        name=LIGHT,
        primary="#004578",
        secondary="#0B6CB0",
        accent="#9A4A00",
        warning="#B35C00",
        error="#A3163A",
        success="#1B7A3D",
        foreground="#1B1B1B",
        background="#F7F7F5",
        surface="#ECECEA",
        panel="#DFE3E8",
        dark=False,
        variables={
            "late": "#A80F2C",
            "was-late": "#8A4B00",
            "soon": "#7A4E00",
            "good": "#166534",
            "quiet": "#575757",
            "bar-style": "bold",
            "warn-bar-style": "none",
            "field-style": "bold",
            "row-even": "#EEEEEB",
            "bar": "#004578",
            "bar-text": "#FFFFFF",
            "warn-bar": "#7A3F00",
            "warn-bar-text": "#FFFFFF",
            "good-bar": "#14532D",
            "good-bar-text": "#FFFFFF",
            "field-cursor": "#004578",
            "field-cursor-text": "#FFFFFF",
            "block-cursor-background": "#B5D4EF",
            "block-cursor-foreground": "#101010",
            "block-cursor-blurred-background": "#C9D6E2",
            "block-cursor-blurred-foreground": "#101010",
            "footer-key-foreground": "#004578",
            "input-selection-background": "#9CC6EA",
            "input-selection-foreground": "#101010",
        },
    ),
    Theme(
        name=CONTRAST,
        primary="#FFFFFF",
        secondary="#FFFFFF",
        accent="#FFFF00",
        warning="#FFFF00",
        error="#FF9999",
        success="#66FF66",
        foreground="#FFFFFF",
        background="#000000",
        surface="#000000",
        panel="#000000",
        boost="#000000",
        text_alpha=1.0,
        variables={
            "late": "#FF9999",
            "was-late": "#FFCC66",
            "soon": "#FFFF00",
            "good": "#66FF66",
            "quiet": "#FFFFFF",
            "bar-style": "bold",
            "warn-bar-style": "none",
            "field-style": "bold",
            "row-even": "#000000",
            "bar": "#FFFFFF",
            "bar-text": "#000000",
            "warn-bar": "#FFFF00",
            "warn-bar-text": "#000000",
            "good-bar": "#66FF66",
            "good-bar-text": "#000000",
            "field-cursor": "#FFFF00",
            "field-cursor-text": "#000000",
            "text": "#FFFFFF",
            "text-muted": "#FFFFFF",
            "text-disabled": "#C0C0C0",
            "block-cursor-background": "#000000",
            "block-cursor-foreground": "#FFFFFF",
            "block-cursor-text-style": "bold reverse",
            "block-cursor-blurred-background": "#000000",
            "block-cursor-blurred-foreground": "#FFFFFF",
            "block-cursor-blurred-text-style": "underline",
            "footer-key-foreground": "#FFFF00",
            "input-selection-background": "#FFFF00",
            "input-selection-foreground": "#000000",
            "border-blurred": "#FFFFFF",
        },
    ),
    Theme(
        name=CONSOLE,
        ansi=True,
        primary="ansi_blue",
        secondary="ansi_cyan",
        warning="ansi_yellow",
        error="ansi_red",
        success="ansi_green",
        accent="ansi_default",
        foreground="ansi_default",
        background="ansi_default",
        surface="ansi_default",
        panel="ansi_default",
        boost="ansi_default",
        variables=BUILTIN_THEMES["ansi-dark"].variables
        | {
            "late": "ansi_red",
            "was-late": "ansi_yellow",
            "soon": "ansi_yellow",
            "good": "ansi_green",
            "quiet": "ansi_default",
            "bar-style": "bold reverse",
            "warn-bar-style": "reverse",
            "field-style": "bold reverse",
            "row-even": "ansi_default",
            "bar": "ansi_default",
            "bar-text": "ansi_default",
            "warn-bar": "ansi_default",
            "warn-bar-text": "ansi_default",
            "good-bar": "ansi_default",
            "good-bar-text": "ansi_default",
            "field-cursor": "ansi_default",
            "field-cursor-text": "ansi_default",
            "border": "ansi_default",
            "border-blurred": "ansi_default",
            "block-cursor-background": "ansi_default",
            "block-cursor-foreground": "ansi_default",
            "block-cursor-text-style": "reverse",
            "block-cursor-blurred-background": "ansi_default",
            "block-cursor-blurred-foreground": "ansi_default",
            "block-cursor-blurred-text-style": "underline",
            "input-cursor-background": "ansi_default",
            "input-cursor-foreground": "ansi_default",
            "input-cursor-text-style": "reverse",
            "input-selection-background": "ansi_default",
            "input-selection-foreground": "ansi_default",
            "footer-key-foreground": "ansi_default",
            "scrollbar": "ansi_default",
            "scrollbar-background": "ansi_default",
        },
    ),
)
"""The themes; the last one leaves every colour to the terminal, and marks by reversing what others mark by colour."""


def theme_named(wish: str) -> str | None:
    """Return the theme a person wishes by its name, None where there is no such theme."""
    name = wish.strip().lower()
    return name if name in THEME_NAMES else None


def look_style(widget: Widget, look: str) -> Style:
    """Return the style of a part of a widget; Textual's own way forgets what is reversed."""
    return widget.get_visual_style(look) + Style(reverse=widget.get_component_styles(look).text_style.reverse)
