"""Fixtures every test may use."""

from pathlib import Path

import hypothesis
import pytest

from qa.library import Library
from qa.settings import Settings

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"

# How long an example takes says more about who else is busy here than about the code.
hypothesis.settings.register_profile("qa", deadline=None)
hypothesis.settings.load_profile("qa")


@pytest.fixture(scope="session")
def shared() -> Path:
    """The developers' material beside the checkout; tests that need it are skipped without it."""
    if not (SHARED / "corpus").is_dir():
        pytest.skip(f"{SHARED} is not beside this checkout")
    return SHARED


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """The sample reports of ``corpus/``, indexed with the default settings; to be read only."""
    folder = tmp_path_factory.mktemp("sample")
    settings = Settings.load(folder, {}, corpus=ROOT / "corpus", index=folder / "index")
    library = Library.open(settings=settings)
    library.sync()
    return library
