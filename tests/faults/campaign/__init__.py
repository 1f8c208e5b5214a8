# SPDX-License-Identifier: GPL-3.0-or-later
"""The campaign of faults for the sync: kills, power loss, injected errors, bit flips, a network that misbehaves."""
