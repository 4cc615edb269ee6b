"""Saving: one edit, one commit of exactly its files, and nothing of anybody else's touched."""

import os
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from tests.storage.conftest import OTHER, RECORD, MakePlan, Plan
from tracker.storage import index, journal, recovery
from tracker.storage.folder import RecordRefused, StaleRecord
from tracker.storage.git import GitError
from tracker.storage.repository import (
    FileChange,
    HookRefused,
    Identity,
    IdentityMissing,
    NotWritable,
    SaveFailed,
    SigningFailed,
    Situation,
    StagedDifferently,
)

NEW = b'id = "moi"\n'


def untouched(plan: Plan, content: bytes, head: str) -> None:
    """Hold that a refused save left everything as it was, and that the next one works unaided."""
    assert plan.read() == content
    assert plan.git("rev-parse", "HEAD") == head
    assert plan.leftovers() == []


def test_an_edit_is_one_commit_of_exactly_its_file(plan: Plan) -> None:
    before = plan.git("rev-parse", "HEAD")
    commit = plan.save(NEW, message="2022-I-02: đang thực hiện → đã hoàn thành\n\nTask: 2022-I-02")
    assert plan.git("rev-parse", "HEAD") == commit
    assert plan.git("rev-parse", "HEAD^") == before
    assert plan.git("-c", "core.quotePath=false", "diff", "--name-only", "HEAD^", "HEAD") == RECORD
    assert (plan.read(), plan.committed(), plan.status()) == (NEW, NEW, "")
    assert plan.leftovers() == []
    assert plan.git("fsck", "--strict") == ""


def test_the_reflog_is_the_one_git_writes(plan: Plan) -> None:
    plan.save(NEW, message="một sửa đổi\n\nthân")
    for ref in ("HEAD", "refs/heads/main"):
        line = plan.git("log", "-g", "-1", "--format=%gs|%gn|%ge", ref)
        assert line == "commit: một sửa đổi|Nguyễn Văn An|an@example.vn"


def test_the_first_commit_of_a_branch_can_be_a_save(make_plan: MakePlan) -> None:
    plan = make_plan(commit=False)
    plan.save(NEW)
    assert plan.git("ls-tree", "-r", "--name-only", "HEAD") == RECORD
    assert plan.git("log", "-g", "-1", "--format=%gs") == "commit (initial): an edit"


def test_several_files_are_one_commit(plan: Plan) -> None:
    plan.open().save(
        [
            plan.change(RECORD, NEW),
            plan.change("2022/02-thu-tuc/01-moi.toml", b"new = 1\n"),
            plan.change(OTHER, None),
        ],
        "three",
    )
    listed = plan.git("diff", "--name-status", "--no-renames", "HEAD^", "HEAD").split("\n")
    assert sorted(listed) == [f"A\t{'2022/02-thu-tuc/01-moi.toml'}", f"D\t{OTHER}", f"M\t{RECORD}"]
    assert plan.status() == ""
    assert not (plan.folder / OTHER).exists()


def test_twenty_edits_in_a_burst_are_twenty_commits_in_order(plan: Plan) -> None:
    repository = plan.open()
    made = [repository.save([plan.change(RECORD, f"n = {n}\n".encode())], f"edit {n}") for n in range(20)]
    assert plan.git("rev-list", "--reverse", "-20", "HEAD").split("\n") == made
    assert plan.git("log", "--reverse", "-20", "--format=%s").split("\n") == [f"edit {n}" for n in range(20)]


def test_a_message_is_kept_verbatim(plan: Plan) -> None:
    message = "#1 không phải chú thích\n\n# dòng\n\n\n  lùi vào  \n--- >8 ---\nTask: 2022-I-02\n"
    plan.save(NEW, message=message)
    assert plan.git("cat-file", "commit", "HEAD").split("\n\n", 1)[1] == message.rstrip("\n")


@pytest.mark.parametrize("message", ["", "  \n", "a\0b", "a\udc80"])
def test_a_message_that_is_no_text_is_refused(plan: Plan, message: str) -> None:
    with pytest.raises(SaveFailed):
        plan.save(NEW, message=message)


def test_a_stale_edit_is_refused_with_the_bytes_now_there(plan: Plan) -> None:
    change = plan.change(RECORD, NEW)
    plan.save(b"theirs\n")
    with pytest.raises(StaleRecord) as caught:
        plan.open().save([change], "late")
    assert caught.value.current == b"theirs\n"
    assert plan.read() == b"theirs\n"


def test_no_change_makes_no_commit(plan: Plan) -> None:
    head = plan.git("rev-parse", "HEAD")
    assert plan.save(plan.read()) == head
    untouched(plan, plan.read(), head)


def test_going_back_to_what_is_committed_writes_the_file_and_makes_no_commit(plan: Plan) -> None:
    head, committed = plan.git("rev-parse", "HEAD"), plan.read()
    (plan.folder / RECORD).write_bytes(b"by hand\n")
    assert plan.save(committed) == head
    untouched(plan, committed, head)
    assert plan.status() == ""


def test_what_was_edited_by_hand_is_part_of_the_commit(plan: Plan) -> None:
    (plan.folder / RECORD).write_bytes(b"by hand\n")
    plan.save(b"by hand\nand more\n")
    assert plan.committed() == b"by hand\nand more\n"


def test_paths_outside_the_work_tree_are_refused(plan: Plan) -> None:
    for path in ("../x.toml", ".git/config", "/tmp/x.toml", "2022/../.git/x"):
        with pytest.raises(RecordRefused):
            plan.open().save([FileChange(path=path, expected=None, content=NEW)], "x")


# what the user staged


def test_what_the_user_had_staged_stays_staged_and_out_of_the_commit(plan: Plan) -> None:
    (plan.folder / OTHER).write_bytes(b"staged\n")
    (plan.folder / "new.txt").write_bytes(b"new\n")
    plan.git("add", OTHER, "new.txt")
    (plan.folder / OTHER).write_bytes(b"and changed again\n")
    plan.git("rm", "-q", "--cached", "agencies/so-noi-vu.toml")
    before = plan.status()
    plan.save(NEW)
    assert plan.status() == before
    assert plan.git("diff", "--cached", "--name-status").split("\n") == [
        f"M\t{OTHER}",
        "D\tagencies/so-noi-vu.toml",
        "A\tnew.txt",
    ]
    assert plan.git("diff", "--name-only", "HEAD^", "HEAD") == RECORD


def test_a_staged_version_of_the_same_file_is_not_lost(plan: Plan) -> None:
    content, head = plan.read(), plan.git("rev-parse", "HEAD")
    (plan.folder / RECORD).write_bytes(b"staged\n")
    plan.git("add", RECORD)
    (plan.folder / RECORD).write_bytes(content)
    with pytest.raises(StagedDifferently):
        plan.save(NEW)
    untouched(plan, content, head)
    assert plan.git("cat-file", "blob", f":{RECORD}") == "staged"


def test_a_staged_version_that_is_also_on_disk_goes_into_the_commit(plan: Plan) -> None:
    (plan.folder / RECORD).write_bytes(b"staged\n")
    plan.git("add", RECORD)
    plan.save(b"staged\nand edited\n")
    assert plan.committed() == b"staged\nand edited\n"
    assert plan.status() == ""


def test_a_promise_to_add_a_file_is_kept_by_the_save(plan: Plan) -> None:
    path = "2022/01-the-che/09-moi.toml"
    (plan.folder / path).write_bytes(b"a\n")
    plan.git("add", "-N", path)
    plan.save(b"b\n", path)
    assert plan.status() == ""


# identity and dates


def test_without_an_identity_nothing_is_saved_and_none_invented(plan: Plan, hermetic: Path) -> None:
    content, head = plan.read(), plan.git("rev-parse", "HEAD")
    (hermetic / ".gitconfig").unlink()
    with pytest.raises(IdentityMissing) as caught:
        plan.save(NEW)
    assert caught.value.hint is not None
    untouched(plan, content, head)
    plan.open().save([plan.change(RECORD, NEW)], "given", identity=Identity("Lê Thị Bình", "binh@example.vn"))
    assert plan.git("log", "-1", "--format=%an|%ae|%cn|%ce") == (
        "Lê Thị Bình|binh@example.vn|Lê Thị Bình|binh@example.vn"
    )


def test_the_environment_names_the_author(plan: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_AUTHOR_NAME", "Trần Cường")
    monkeypatch.setenv("GIT_AUTHOR_EMAIL", "cuong@example.vn")
    monkeypatch.setenv("GIT_AUTHOR_DATE", "2022-08-17T09:00:00+07:00")
    plan.save(NEW)
    shown = plan.git("log", "-1", "--format=%an|%ae|%aI|%cn")
    assert shown == "Trần Cường|cuong@example.vn|2022-08-17T09:00:00+07:00|Nguyễn Văn An"


def test_a_save_can_be_dated(plan: Plan) -> None:
    when = datetime(2022, 8, 17, 9, 30, tzinfo=timezone(timedelta(hours=7)))
    plan.open().save([plan.change(RECORD, NEW)], "dated", when=when)
    assert plan.git("log", "-1", "--format=%aI|%cI") == "2022-08-17T09:30:00+07:00|2022-08-17T09:30:00+07:00"


# hooks


def test_a_hook_that_refuses_changes_nothing(plan: Plan) -> None:
    content, head = plan.read(), plan.git("rev-parse", "HEAD")
    hook = plan.hook("pre-commit", "echo không được; exit 1")
    with pytest.raises(HookRefused) as caught:
        plan.save(NEW)
    assert caught.value.output == "không được"
    untouched(plan, content, head)
    hook.unlink()
    plan.save(NEW)
    assert plan.committed() == NEW


def test_a_hook_that_hangs_is_ended_and_changes_nothing(plan: Plan) -> None:
    content, head = plan.read(), plan.git("rev-parse", "HEAD")
    plan.hook("pre-commit", "sleep 60")
    with pytest.raises(HookRefused, match="did not finish"):
        plan.open(hook_limit=0.5).save([plan.change(RECORD, NEW)], "x")
    untouched(plan, content, head)


def test_a_hook_sees_the_commit_to_be_made(plan: Plan) -> None:
    (plan.folder / "staged.txt").write_bytes(b"x")
    plan.git("add", "staged.txt")
    plan.hook("pre-commit", f'git diff --cached --name-only > .git/seen; cat "{RECORD}" >> .git/seen; env >> .git/seen')
    plan.save(NEW)
    seen = (plan.folder / ".git" / "seen").read_text()
    assert seen.startswith(f'{RECORD}\nid = "moi"\n')
    assert "GIT_CONFIG_PARAMETERS" not in seen
    assert "GIT_AUTHOR_NAME=Nguyễn Văn An" in seen


@pytest.mark.parametrize(
    "script",
    [
        f"echo '# x' >> {RECORD}",
        f"echo '# x' >> {RECORD}; git add {RECORD}",
        f"git rm -q --cached {RECORD}",
        "echo x > other.txt; git add other.txt",
        f"rm {RECORD}",
    ],
)
def test_a_hook_that_rewrites_is_refused_and_put_back(plan: Plan, script: str) -> None:
    content, head = plan.read(), plan.git("rev-parse", "HEAD")
    plan.hook("pre-commit", script)
    with pytest.raises(HookRefused, match="rewrote"):
        plan.save(NEW)
    untouched(plan, content, head)


def test_a_message_hook_can_change_the_message_and_refuse_it(plan: Plan) -> None:
    plan.hook("commit-msg", 'echo "Signed-off-by: A" >> "$1"')
    plan.save(NEW, message="tiêu đề\n\n# giữ lại")
    assert plan.git("log", "-1", "--format=%B") == "tiêu đề\n\n# giữ lại\nSigned-off-by: A"
    plan.hook("commit-msg", "exit 3")
    head = plan.git("rev-parse", "HEAD")
    with pytest.raises(HookRefused):
        plan.save(b"next\n")
    untouched(plan, NEW, head)


def test_a_hook_after_the_commit_cannot_undo_it(plan: Plan) -> None:
    plan.hook("post-commit", "git rev-parse HEAD > .git/after; exit 1")
    commit = plan.save(NEW)
    assert (plan.folder / ".git" / "after").read_text().strip() == commit
    saved = plan.open().save_and_tell([plan.change(RECORD, b"x\n")], "x")
    assert len(saved.notes) == 1


def test_hooks_are_found_where_they_are_configured(plan: Plan, hermetic: Path) -> None:
    hooks = hermetic / "hooks"
    hooks.mkdir()
    (hooks / "pre-commit").write_text("exit 1\n")
    (hooks / "pre-commit").chmod(0o755)
    plan.git("config", "--global", "core.hooksPath", "~/hooks")
    with pytest.raises(HookRefused):
        plan.save(NEW)
    (hooks / "pre-commit").chmod(0o644)
    plan.save(NEW)


# signing


def signing(plan: Plan, hermetic: Path, script: str) -> None:
    program = hermetic / "gpg"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    plan.git("config", "--global", "gpg.program", str(program))
    plan.git("config", "--global", "commit.gpgSign", "yes")
    plan.git("config", "--global", "user.signingKey", "ABCDEF")


def test_a_commit_is_signed_where_git_is_told_to(plan: Plan, hermetic: Path) -> None:
    signing(
        plan,
        hermetic,
        f'echo "$@" > {hermetic}/asked; tty > {hermetic}/tty; cat > /dev/null; echo "[GNUPG:] SIG_CREATED " >&2; '
        "printf -- '-----BEGIN PGP SIGNATURE-----\\n\\nZm9v\\n-----END PGP SIGNATURE-----\\n'",
    )
    plan.save(NEW)
    assert "gpgsig -----BEGIN PGP SIGNATURE-----" in plan.git("cat-file", "commit", "HEAD")
    assert "ABCDEF" in (hermetic / "asked").read_text()
    assert "not a tty" in (hermetic / "tty").read_text()


@pytest.mark.parametrize("script", ["echo no key >&2; exit 2", "sleep 60"])
def test_a_signature_that_fails_changes_nothing(plan: Plan, hermetic: Path, script: str) -> None:
    content, head = plan.read(), plan.git("rev-parse", "HEAD")
    signing(plan, hermetic, script)
    with pytest.raises(SigningFailed):
        plan.open(hook_limit=0.5).save([plan.change(RECORD, NEW)], "x")
    untouched(plan, content, head)
    plan.git("config", "--global", "commit.gpgSign", "false")
    plan.save(NEW)


# settings that must not matter


def test_settings_of_the_user_change_no_outcome(plan: Plan, hermetic: Path) -> None:
    canary = hermetic / "canary"
    trap = hermetic / "trap"
    trap.write_text(f'#!/bin/sh\n(echo "$@"; tr "\\\\0" " " < /proc/$PPID/cmdline; env | grep GIT_) >> {canary}\ncat\n')
    trap.chmod(0o755)
    (hermetic / "attributes").write_text("* filter=trap diff=trap text eol=crlf working-tree-encoding=UTF-16\n")
    (plan.folder / ".git" / "info" / "attributes").write_text("* filter=trap diff=trap text eol=crlf\n")
    settings = {
        "log.showSignature": "true",
        "log.follow": "true",
        "log.date": "relative",
        "log.mailmap": "true",
        "diff.noprefix": "true",
        "diff.external": str(trap),
        "diff.renames": "copies",
        "diff.trap.textconv": str(trap),
        "filter.trap.clean": str(trap),
        "filter.trap.smudge": str(trap),
        "filter.trap.required": "true",
        "core.pager": str(trap),
        "core.editor": str(trap),
        "core.fsmonitor": str(trap),
        "core.attributesFile": str(hermetic / "attributes"),
        "core.quotePath": "false",
        "core.abbrev": "5",
        "core.autocrlf": "true",
        "core.commentChar": ";",
        "core.logAllRefUpdates": "false",
        "core.sshCommand": str(trap),
        "alias.log": f"!{trap}",
        "alias.commit-tree": f"!{trap}",
        "color.ui": "always",
        "format.pretty": "oneline",
        "i18n.commitEncoding": "ISO-8859-1",
        "i18n.logOutputEncoding": "ISO-8859-1",
        "commit.template": str(trap),
        "commit.cleanup": "strip",
        "gc.auto": "1",
        "user.useConfigOnly": "false",
        "uploadpack.packObjectsHook": str(trap),
    }
    for name, value in settings.items():
        plan.git("config", "--global", name, value)
    repository = plan.open()
    commit = repository.save([plan.change(RECORD, b"a\r\nb\n")], "tiếng Việt\n\n# một")
    again = plan.change(RECORD, b"c\n")
    repository.save([again], "hai")
    assert repository.blob(commit, RECORD) == b"a\r\nb\n"
    assert [each.subject for each in repository.log(RECORD)] == ["hai", "tiếng Việt", "kế hoạch như ban hành"]
    assert repository.commit_info(commit).body.endswith("# một\n")
    assert repository.commit_info(commit).author_name == "Nguyễn Văn An"
    assert repository.state().writable
    assert plan.read() == b"c\n"
    assert not canary.exists(), canary.read_text()


def test_grafts_and_replacements_do_not_change_history(plan: Plan) -> None:
    first = plan.git("rev-parse", "HEAD")
    second = plan.save(NEW)
    plan.git("replace", second, plan.git("commit-tree", "-m", "forged", f"{first}^{{tree}}"))
    (plan.folder / ".git" / "info" / "grafts").write_text(f"{second}\n")
    assert plan.open().blob(second, RECORD) == NEW
    assert plan.open().commit_info(second).parents == (first,)
    plan.save(b"next\n")
    assert plan.open().commits()[1].id == second


@pytest.mark.parametrize("name", ["--output=x", "-rf", "sở-nội-vụ", "a/b", "@"])
def test_a_branch_may_have_any_name_git_allows(plan: Plan, name: str) -> None:
    plan.git("update-ref", "--", f"refs/heads/{name}", "HEAD")
    plan.git("symbolic-ref", "HEAD", f"refs/heads/{name}")
    commit = plan.save(NEW)
    state = plan.open().state()
    assert (state.branch, state.head) == (name, commit)
    assert not (plan.folder / "x").exists()


# errors on the way


@pytest.mark.parametrize("turn", range(1, 12))
def test_a_full_disk_at_any_moment_leaves_the_old_or_the_new(
    plan: Plan, monkeypatch: pytest.MonkeyPatch, turn: int
) -> None:
    content = plan.read()
    real = os.fsync
    count = 0

    def full(descriptor: int) -> None:
        nonlocal count
        count += 1
        if count >= turn:
            raise OSError(28, "No space left on device")
        real(descriptor)

    change = plan.change(RECORD, NEW)
    monkeypatch.setattr(os, "fsync", full)
    try:
        plan.open().save([change], "x")
    except SaveFailed:
        saved = False
    else:
        saved = True
    monkeypatch.setattr(os, "fsync", real)
    assert plan.committed() == (NEW if saved else content)
    plan.open().recover()
    # an error told while the disk was full may still be completed by the next save, but never by half
    assert plan.read() == plan.committed()
    assert plan.read() in ((NEW,) if saved else (content, NEW))
    plan.save(b"next\n")
    assert plan.status() == ""
    assert plan.leftovers() == []


def test_a_branch_that_moves_meanwhile_is_followed(plan: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    real = recovery.move_branch
    moved: list[str] = []

    def race(*arguments: object) -> None:
        if not moved:
            tree = plan.git("rev-parse", "HEAD^{tree}")
            moved.append(plan.git("commit-tree", "-p", "HEAD", "-m", "theirs", tree))
            plan.git("update-ref", "refs/heads/main", moved[0])
        real(*arguments)  # type: ignore[arg-type]  # passed on as they came

    monkeypatch.setattr(recovery, "move_branch", race)
    commit = plan.save(NEW)
    assert plan.git("rev-parse", f"{commit}^") == moved[0]
    assert plan.status() == ""


def test_a_branch_that_moves_with_the_same_file_refuses_the_save(plan: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    content = plan.read()
    real = recovery.move_branch

    def race(*arguments: object) -> None:
        blob = plan.git("hash-object", "-w", OTHER)
        index = {"GIT_INDEX_FILE": str(plan.folder / ".git" / "theirs")}
        for name, value in index.items():
            monkeypatch.setenv(name, value)
        plan.git("read-tree", "HEAD")
        plan.git("update-index", "--cacheinfo", f"100644,{blob},{RECORD}")
        plan.git(
            "update-ref", "refs/heads/main", plan.git("commit-tree", "-p", "HEAD", "-m", "t", plan.git("write-tree"))
        )
        monkeypatch.delenv("GIT_INDEX_FILE")
        real(*arguments)  # type: ignore[arg-type]  # passed on as they came

    monkeypatch.setattr(recovery, "move_branch", race)
    with pytest.raises(StaleRecord) as caught:
        plan.save(NEW)
    assert caught.value.current == (plan.folder / OTHER).read_bytes()
    assert plan.read() == content


def test_an_index_that_stays_locked_after_the_commit_does_not_lose_it(
    plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    lock = plan.folder / ".git" / "index.lock"
    real = index.refresh

    def locked(*arguments: object) -> bool:
        lock.touch()
        return real(*arguments)  # type: ignore[arg-type]  # passed on as they came

    monkeypatch.setattr(index, "refresh", locked)
    saved = plan.open().save_and_tell([plan.change(RECORD, NEW)], "x")
    assert plan.committed() == NEW
    assert len(saved.notes) == 1
    monkeypatch.setattr(index, "refresh", real)
    with pytest.raises(NotWritable) as caught:
        plan.save(b"next\n")
    assert caught.value.situation is Situation.LOCKED
    assert lock.exists()
    lock.unlink()
    plan.save(b"next\n")
    assert plan.status() == ""


def test_an_error_of_git_while_moving_the_branch_puts_back(plan: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    content, head = plan.read(), plan.git("rev-parse", "HEAD")
    lock = plan.folder / ".git" / "refs" / "heads" / "main.lock"
    real = journal.Desk.write

    def late(desk: journal.Desk, written: journal.Journal) -> None:
        real(desk, written)
        if written.commit:
            lock.write_text("somebody else\n")

    monkeypatch.setattr(journal.Desk, "write", late)
    with pytest.raises(GitError):
        plan.save(NEW)
    monkeypatch.setattr(journal.Desk, "write", real)
    lock.unlink()
    untouched(plan, content, head)
