"""Rules about what may be imported: IMP2nn."""
