"""Rules about the names that imports bind: IMP0nn, and IMP303, which is about repetitions."""
