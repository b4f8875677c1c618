"""Python runs this first in every process of a server whose synthetic texts are to be brief.

An epoch then takes a second. The other texts are as long as ever, for runs that are not to end.
"""

from rnnviz.text import languages

languages.TRAIN_TOKENS = (("tiny", 12_000),)
languages.HELD_OUT_TOKENS = (("tiny", 3_000),)
