"""The teacher's debrief guide: questions chosen from what happened at the table.

The order of the phases (reactions, description, analysis, summary) is that of the PEARLS blended
debriefing of Eppich and Cheng (2015); that a debriefing is planned, follows a framework, is safe
for those who speak and is tied to the objectives are the criteria of the INACSL Standards
Committee (2021). Stepping out of the role comes first and last. Every word is our own.
"""
