"""Rules about the form of imports: IMP1nn."""
