"""From judged leads, sums of spend and sums of sessions to the figures of a month.

``spend`` keeps one grain per account; ``lots`` hangs leads and sessions on spend lots; ``figures`` counts each KPI;
``month`` puts them together and says what is missing; ``restatement`` compares an earlier month with what is known
now. Everything is a pure function of its arguments, in the order of ids and days.
"""
