"""Names of commits as people type them, and the tags of issued reports."""

import pytest

from tests.storage.conftest import Plan
from tracker.storage.repository import TagExists


def test_a_name_is_an_id_a_tag_a_branch_or_steps_back_from_one(plan: Plan) -> None:
    first = plan.git("rev-parse", "HEAD")
    second = plan.save(b"two\n")
    plan.git("tag", "-a", "-m", "x", "report/2022-q1", first)
    plan.git("tag", "light", first)
    plan.git("branch", "nhánh", first)
    resolve = plan.open().resolve
    branch = plan.git("symbolic-ref", "HEAD")
    assert resolve("HEAD") == (second, "HEAD")
    assert resolve("HEAD~1") == resolve("HEAD^") == (first, "HEAD")
    assert resolve(second) == resolve(second[:9]) == (second, "")
    assert resolve(branch) == resolve(branch.removeprefix("refs/heads/")) == (second, branch)
    assert resolve("report/2022-q1") == resolve("2022-Q1") == (first, "refs/tags/report/2022-q1")
    assert resolve("light") == (first, "refs/tags/light")
    assert resolve("nhánh") == (first, "refs/heads/nhánh")
    assert resolve("HEAD~5") is None


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "--all", "-1", "--output=x", ":/an edit", "HEAD@{0}", "HEAD:2022", "HEAD^{tree}", "HEAD^{/x}", "@",
        "main..HEAD", "^HEAD", "refs/heads/../x", "refs/other/x", "a b", "$(x)", "\0", "HEAD\n", "x" * 5000, "abc",
    ],
)  # fmt: skip
def test_what_git_would_take_for_more_than_a_name_is_none(plan: Plan, text: str) -> None:
    assert plan.open().resolve(text) is None


def test_an_id_in_the_name_of_a_branch_is_the_branch_and_nothing_else_is(plan: Plan) -> None:
    plan.git("branch", "deadbeef")
    assert plan.open().resolve("deadbeef") == (plan.git("rev-parse", "HEAD"), "refs/heads/deadbeef")
    assert plan.open().resolve("deadbeee") is None


def test_a_tag_is_made_once_and_read_back_whole(plan: Plan) -> None:
    head = plan.git("rev-parse", "HEAD")
    plan.save(b"later\n")
    message = "Báo cáo quý I\n\n# không phải chú thích\n\nPeriod: 2022-Q1\nOn: 2022-03-14\n"
    repository = plan.open()
    repository.make_tag("report/2022-q1", head, message)
    (tag,) = repository.tags("report")
    assert (tag.name, tag.commit, tag.message.strip()) == ("report/2022-q1", head, message.strip())
    assert plan.git("cat-file", "-t", "refs/tags/report/2022-q1") == "tag"
    with pytest.raises(TagExists):
        repository.make_tag("report/2022-q1", plan.git("rev-parse", "HEAD"), "anders\n")
    assert repository.tags("report") == (tag,)
    assert repository.tags("other") == ()


def test_a_tag_is_signed_where_the_user_signs_tags_and_not_made_where_that_fails(plan: Plan) -> None:
    plan.git("config", "tag.gpgSign", "true")
    plan.git("config", "gpg.program", "/bin/false")
    repository = plan.open()
    with pytest.raises(Exception, match="git"):
        repository.make_tag("report/x", plan.git("rev-parse", "HEAD"), "x\n")
    assert repository.tags("report") == ()
    signer = plan.folder / "sign"
    signer.write_text("#!/bin/sh\ncat >/dev/null\necho '[GNUPG:] SIG_CREATED D' >&2\n"
                      "printf -- '-----BEGIN PGP SIGNATURE-----\\nx\\n-----END PGP SIGNATURE-----\\n'\n")  # fmt: skip
    signer.chmod(0o755)
    plan.git("config", "gpg.program", str(signer))
    repository.make_tag("report/x", plan.git("rev-parse", "HEAD"), "ký\n\nOn: 2022-03-14\n")
    assert "BEGIN PGP SIGNATURE" in plan.git("cat-file", "tag", "report/x")
    assert repository.tags("report")[0].message.strip() == "ký\n\nOn: 2022-03-14"
