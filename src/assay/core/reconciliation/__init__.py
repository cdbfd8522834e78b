"""Books that count the same thing, side by side: what differs, what explains it, and what nothing explains.

``observed`` holds what a book says of a day; ``lines`` a difference and how it is judged; ``pairs`` which figures count
the same thing; ``gaps`` the days on which a book is silent; ``restated`` what has changed in a closed month; ``top_ups``
what the credit in an ads account really cost.
"""
