"""What an answer says of a report's versions: which it cites, and that there is a newer one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qa.answering.frames import frame
from qa.index.versions import newest_version

if TYPE_CHECKING:
    from qa.index import Index
    from qa.model import Answer, Language, Metadata


def older(answer: Answer, index: Index) -> list[str]:
    """A sentence for each cited report of which the index has a newer version."""
    found = []
    for name in dict.fromkeys(each.report for each in answer.citations):
        if newer := newest_version(index, name):
            cited = index.report(name).metadata
            found.append(
                frame(
                    answer.language,
                    "newer_version",
                    title=cited.title,
                    cited=_told(cited, answer.language),
                    newer=_told(newer.metadata, answer.language),
                    report=newer.name,
                )
            )
    return found


def _told(metadata: Metadata, language: Language) -> str:
    """A version as it is told: "versie 1.0 (2023-12-08)", or its date alone."""
    if not metadata.version:
        return metadata.date or ""
    dated = f" ({metadata.date})" if metadata.date else ""
    return frame(language, "version", version=metadata.version) + dated
