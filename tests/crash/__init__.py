"""Death at eight points: the real process is killed with ``kill -9``, started again, and nothing is lost.

``page``      the clock and the counters that all processes share
``points``    the eight points, and the seams of the bot at which they are passed; the use cases whose own
              transactions die
``dying``     the bot's process: the real ``bot.app.run``, whose seams are wrapped from outside
``zygote``    a process that has imported everything once and forks a bot whenever it is asked
``town``      the database that each run begins with
``people``    who books and answers; ``changes``: who passes on what they have
``plays``     which of them, in which town, until when
``story``     the process that is killed meanwhile
``accounts``  what must hold in the end

Beside them, in one process and by a clock that is moved: outages of three hours, and a storm over 10,000
messages (``many``).

Nothing in the bot knows of this.
"""
