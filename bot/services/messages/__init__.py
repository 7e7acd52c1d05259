"""What the bot tells people by itself: a class for each kind of message, a module for each topic.

:mod:`.tell` queues a message for everybody whom it is for; :mod:`.due` reads it again when it is sent.
"""
