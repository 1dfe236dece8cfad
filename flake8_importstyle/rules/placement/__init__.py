"""Rules about where and when modules are imported: IMP3nn."""

from flake8_importstyle.rules.placement import (  # noqa: F401
    loading,
    local,
    needless_local,
)
