"""What each shell needs for completion: its script, and for bash the splitting and quoting of words it leaves to us."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

SHELLS = ("bash", "zsh", "fish")
"""The shells that have a script."""

FOLDERS = ":folders"
"""What is printed where the shell itself knows best."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A word that could stand in place of the one under the cursor; ``is_open`` where more of it may follow."""

    text: str
    help: str = ""
    is_open: bool = False


# --- the words of bash ----------------------------------------------------------------------------
_ESCAPED = re.compile(r"([\s\"'\\$`<>|&;()*?\[\]{}#!~])")


@dataclass(frozen=True, slots=True, kw_only=True)
class _ShellWord:
    """A word of a command line: what it means, where it begins, and the quotation mark that is still open."""

    text: str = ""
    start: int = 0
    quote: str = ""


def shell_words(line: str) -> list[_ShellWord]:
    """Return the words of a command line as bash reads them; the last one is under the cursor and may be empty."""
    found: list[_ShellWord] = []
    place = 0
    while place <= len(line):
        while line[place : place + 1].isspace():
            place += 1
        word, place = _shell_word(line, place)
        found.append(word)
        if place >= len(line):
            break
    return found


def _shell_word(line: str, start: int) -> tuple[_ShellWord, int]:
    text, quote, place = "", "", start
    while place < len(line):
        letter = line[place]
        if quote:
            if letter == quote:
                quote = ""
            elif letter == "\\" and quote == '"' and line[place + 1 : place + 2] in ('"', "\\", "$", "`"):
                place += 1
                text += line[place]
            else:
                text += letter
        elif letter.isspace():
            break
        elif letter in "\"'":
            quote = letter
        elif letter == "\\":
            place += 1
            text += line[place : place + 1]
        else:
            text += letter
        place += 1
    return _ShellWord(text=text, start=start, quote=quote), place


def for_bash(found: Sequence[Candidate], line: str, breaks: str) -> list[Candidate]:
    """Return the candidates as bash puts them: of the word under the cursor only what follows its last break."""
    word = shell_words(line)[-1]
    raw = line[word.start :]
    if word.quote:
        kept, texts = word.text, {each.text: _within(word.quote, each.text) for each in found}
        begun = "" if raw.startswith(word.quote) else kept
    else:
        begun = raw[: max((raw.rfind(each) for each in breaks if not each.isspace()), default=-1) + 1]
        kept = raw[len(begun) :]
        texts = {each.text: _ESCAPED.sub(r"\\\1", each.text) for each in found}
    found = [each for each in found if not (word.quote == '"' and "!" in each.text)]  # history cannot be quoted there
    whole = [each for each in found if texts[each.text].startswith(begun)]
    shown = [each for each in whole if texts[each.text].startswith(begun + kept)] or _safe(whole)
    ends = {each.text: "" if each.is_open or word.quote or each.text == FOLDERS else " " for each in shown}
    return [replace(each, text=texts[each.text][len(begun) :] + ends[each.text]) for each in shown]


def _within(quote: str, text: str) -> str:
    """Return the text so that bash takes it as it is within quotation marks: a value of a record runs no command."""
    return text.replace("'", "'\\''") if quote == "'" else re.sub(r'([\\"$`])', r"\\\1", text)


def _safe(found: list[Candidate]) -> list[Candidate]:
    """Return candidates that are spelt otherwise than what is typed.

    Bash puts what all of them begin with in place of what is typed, which must not become shorter by it.
    """
    begins_alike = len({each.text[:1] for each in found}) == 1
    return found[:1] if begins_alike else found


def split_line(line: str) -> list[str]:
    """Return what the words of a command line mean, the program's name left out."""
    return [each.text for each in shell_words(line)][1:] or [""]


# --- the scripts ----------------------------------------------------------------------------------

_BASH = """\
# tracker completion for bash: source it, or put it where bash-completion looks
# (~/.local/share/bash-completion/completions/tracker).
_tracker() {
    local IFS=$'\\n'
    local line="${COMP_LINE:0:COMP_POINT}"
    mapfile -t COMPREPLY < <("${COMP_WORDS[0]}" complete bash "$line" "$COMP_WORDBREAKS" 2>/dev/null)
    if [[ ${COMPREPLY[0]:-} == :folders ]]; then
        compopt -o filenames
        mapfile -t COMPREPLY < <(compgen -d -- "$2")
    fi
}
complete -o nospace -F _tracker tracker
"""

_ZSH = """\
#compdef tracker
# tracker completion for zsh: put it into a folder of $fpath as _tracker, or source it after compinit.
_tracker() {
    local line value
    local -a values shown open opened
    for line in "${(@f)$("${words[1]}" complete zsh "${(@Q)words[2,CURRENT]}" 2>/dev/null)}"; do
        [[ -n $line ]] || continue
        value="${line%%$'\\t'*}"
        if [[ $value == :folders ]]; then
            _files -/
            return
        fi
        if [[ $line == *$'\\t'* ]]; then line="$value  -- ${line#*$'\\t'}"; fi
        if [[ $value == *[:=,] ]]; then
            open+=("$value"); opened+=("$line")
        else
            values+=("$value"); shown+=("$line")
        fi
    done
    (( $#open )) && compadd -l -S '' -d opened -a open
    (( $#values )) && compadd -l -d shown -a values
    # what is spelt otherwise than it is typed takes its place only where it is the only one
    if (( ! compstate[nmatches] && $#open + $#values == 1 )); then
        (( $#open )) && compadd -U -S '' -a open
        (( $#values )) && compadd -U -a values
    fi
}
if [[ ${funcstack[1]} == _tracker ]]; then _tracker "$@"; else compdef _tracker tracker; fi
"""

_FISH = """\
# tracker completion for fish: put it into ~/.config/fish/completions/tracker.fish.
function __tracker_complete
    set -l words (commandline -opc)
    set -l current (commandline -ct | string replace -r '^["\\']' '')
    set -l found ($words[1] complete fish $words[2..-1] "$current" 2>/dev/null)
    if test "$found[1]" = :folders
        __fish_complete_directories $current
        return
    end
    printf '%s\\n' $found
end
complete -c tracker -f -a '(__tracker_complete)'
"""

SCRIPTS = {"bash": _BASH, "zsh": _ZSH, "fish": _FISH}
"""The script of each shell."""
