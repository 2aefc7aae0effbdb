"""The ladder and its names."""

from smarketing.groups import Group
from smarketing.stages import LADDER, MEANINGS, Exit, Stage


def test_the_ladder_goes_from_lead_to_customer():
    assert [s.value for s in LADDER] == ["Lead", "MQL", "SAL", "SQL", "Opportunity", "Customer"]


def test_later_stages_are_the_ones_below():
    assert Stage.SQL.later == (Stage.OPPORTUNITY, Stage.CUSTOMER)
    assert Stage.CUSTOMER.later == ()


def test_a_stage_names_its_columns():
    stage = Stage.OPPORTUNITY
    assert (stage.day, stage.raw, stage.at, stage.plural) == (
        "opportunity_day", "opportunity_raw", "opportunity_at", "opportunities",
    )  # fmt: skip
    assert (Exit.LOST.day, Exit.LOST.raw, Exit.LOST.at) == ("lost_day", "lost_raw", "lost_at")


def test_people_read_a_plural_of_each_stage():
    assert [s.label for s in LADDER] == ["Leads", "MQLs", "SALs", "SQLs", "Opportunities", "Customers"]


def test_every_stage_and_exit_has_a_meaning():
    assert set(MEANINGS) == {*Stage, *Exit}
    assert all(meaning.endswith(".") for meaning in MEANINGS.values())


def test_every_stage_has_its_group_of_leads():
    assert [Group.of(s).value for s in LADDER] == [s.label for s in LADDER]
