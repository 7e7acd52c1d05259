"""What is promised to whoever books, under any order of events at the level of use cases.

``place``     a few sessions of four sites, and the people who lead and receive
``stored``    everything that decides, as plain rows
``kept``      the promises, worked out from these rows alone
``messages``  what a message says, compared with these rows

None of the last two asks the product: what they find wrong is wrong, whatever the product thinks of it.
"""
