"""What an import is for."""

from dti_core.intake.aims import KINDS, CatalogueAim, ProgressAim, ScoresAim


def test_each_aim_says_its_kind():
    aims = (CatalogueAim("egov"), ScoresAim("egov-2017"), ProgressAim("province-2022", "VN-12"))
    assert tuple(aim.kind for aim in aims) == KINDS
