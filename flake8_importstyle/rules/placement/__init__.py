"""Rules about where and when modules are imported: IMP3nn."""
