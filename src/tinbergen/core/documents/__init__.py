"""The nouns: what the four verbs read and write.

Every document is a frozen dataclass that survives a round trip through JSON
(:mod:`tinbergen.core.serial`). A missing number is ``None``; a number carries its unit; a result
carries the vintage it saw, the baseline it is measured from and the documents it rests on.
"""
