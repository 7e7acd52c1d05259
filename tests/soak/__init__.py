"""Hours in minutes: the real process works under a steady load of random people, is stopped and killed again
and again, and grows in nothing.

``strollers``  people who press whatever is on their screens
``growth``     what a process holds, read from outside
``test_soak``  the run, and its figures
"""
