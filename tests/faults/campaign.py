#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Strikes the sync and the publisher at their system calls, at the network and at the disk, and looks at what is left.

  campaign.py --build FOLDER                all of it, in TAP; about forty minutes
  campaign.py --build FOLDER --sample       a minute's worth, as the suite "faults" runs it
  campaign.py --build FOLDER kills power    some parts

The parts: kills, power, publishes, errors, disks, homes, flips, network, attacks. FOLDER is a build folder of meson,
better without the sanitizers for all of it. The last line says how much was done and how much of it was bad; what was bad stands above it
with its seed, so that it can be done again with --seeds. Needs Linux on x86-64; what this machine does not allow is
skipped with a reason.
"""

import argparse
import os
import subprocess
import sys
import time

from campaign import attacks, errors, homes, hostile, kills, network, operations, power, publishes, rig

SOURCE = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
PARTS = ('kills', 'power', 'publishes', 'errors', 'disks', 'homes', 'flips', 'network', 'attacks')
NAMED = 0.95  # share of failures whose sentence names the cause


class Campaign:
    """Worlds by seed, made when they are needed."""

    def __init__(self, options):
        self.options = options
        self.sample = options.sample
        self.folder = rig.make_folder()
        self.program = rig.Program(os.path.join(options.build, 'app/command/observatory'),
                                   os.path.join(options.build, 'tests/faults/campaign/strike'), self.folder)
        self.flip = os.path.join(options.build, 'tests/faults/campaign/flip')
        self.report = rig.Report()
        self.worlds = {}
        self.started = 0

    def world(self, seed=1):
        """Editions, sites and homes of a seed."""
        if seed not in self.worlds:
            folder = os.path.join(self.folder, f'world-{seed}')
            os.makedirs(folder)
            self.worlds[seed] = operations.World(self.program, SOURCE, folder, seed)
            self.worlds[seed].every = 12 if self.sample else 1
        return self.worlds[seed]

    def close(self):
        """Ends the servers and takes the folder away."""
        for world in self.worlds.values():
            world.stop()
        rig.clear(self.folder)

    def is_over(self):
        """Whether the time of this part is over."""
        return time.monotonic() - self.started > 60 * self.options.minutes

    # --- parts ----------------------------------------------------------------------------------

    def kills(self):
        """SIGKILL."""
        points = set()
        for seed in self.options.seeds:
            kills.run(self.world(seed), self.report, most=2 if self.sample else None, points=points, clock=self.is_over)
            self.report.note(f'{self.report.counts.get("kills", 0)} kills at {len(points)} points, {self.report.bad} bad')
        self.report.row('G4 kills', self.since('kills'), f'{len(points)} distinct points')

    def power(self):
        """Power loss."""
        for seed in self.options.seeds:
            power.run(self.world(seed), self.report, most=28 if self.sample else -(-5200 // len(self.options.seeds)),
                      clock=self.is_over)
        self.report.row('G5 power loss', self.since('power-loss states'))
        self.report.row('G5 the same without any sync is found out', power.blind(self.world(self.options.seeds[0])))

    def publishes(self):
        """Publishers that are cut off, and readers beside them."""
        for seed in self.options.seeds[:2]:
            publishes.run(self.world(seed), self.report, most=2 if self.sample else None, clock=self.is_over)
        self.report.row('G22 interrupted publishes', self.since('interleavings'),
                        f'{self.report.counts.get("reads", 0)} reads')
        problems, files = publishes.twice(publishes.Stage(self.world(self.options.seeds[0]), self.report))
        self.report.row('G22 the same bytes elsewhere', problems[:5], f'{files} files')

    def errors(self):
        """Injected errors."""
        seeds = self.options.seeds[:1]
        for seed in seeds:
            tally = errors.run(self.world(seed), self.report, most=2 if self.sample else 350, clock=self.is_over)
        if not self.sample or os.environ.get('OBS_CAMPAIGN_UNNAMED'):
            for words, number in tally.most_common():
                if words.startswith('unnamed:'):
                    print(f'# {number} × {words}'.replace('\n', ' '))
        named, unnamed = tally['named'], tally['unnamed']
        share = named / max(1, named + unnamed)
        self.report.row('G6 injected errors', self.since('injected errors'), f'{tally["done all the same"]} done all '
                        f'the same, {tally["failed"]} failed')
        self.report.row('G6 the cause is named', [] if share >= NAMED else [f'in {share:.1%} only'], f'{share:.1%}')

    def disks(self):
        """Full and read-only disks."""
        errors.disks(self.world(), self.report, not self.sample)

    def homes(self):
        """What people and disks do to the home."""
        homes.run(self.world(), self.report, not self.sample)
        self.report.row('3.3 points of the home', self.since('faults of a disk of the network'))

    def flips(self):
        """Bit flips, in one process."""
        world = self.world()
        home = world.template_home(world.held(operations.STEPS - 1, operations.STEPS))
        self.run_flip('installed edition', ['pages', home, '4099' if self.sample else '83'])
        trust = os.path.join(self.folder, 'trust')
        os.makedirs(trust, exist_ok=True)
        site = world.rotated()
        segment, pack = world.deep_targets()
        self.run_flip('signed metadata', ['metadata', site, os.path.join(site, 'metadata', '1.root.json'), trust, segment,
                                          pack, '401' if self.sample else '1'])

    def run_flip(self, name, words):
        """One run of flip."""
        done = subprocess.run([self.flip, *words], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                              env=self.program.environment, check=False)
        lines = done.stdout.strip().split('\n')
        flips = lines[-1].split(' ')[0]
        if flips.isdigit():
            self.report.add('bit flips', int(flips))
        bad = [line for line in lines if line.startswith('BAD')]
        if done.returncode != 0 and not bad:
            bad = [f'exit {done.returncode}: {lines[-1]}']
        self.report.row(f'G7 {name}', bad[:5], '; '.join(lines[-2:]))

    def network(self):
        """TLS, redirects, toxics."""
        network.run(self.world(), self.report, not self.sample)

    def attacks(self):
        """T1 to T11 and hostile content."""
        folder = os.path.join(self.folder, 'other')
        os.makedirs(folder)
        other = rig.make_site(self.program, os.path.join(folder, 'site'), list(self.world().editions.values()))
        attacks.run(self.world(), self.report, not self.sample, other.folder)
        hostile.run(self.world(), self.report, not self.sample)

    def since(self, what):
        """What was bad since the last row, for a row of the whole part."""
        found = [] if self.report.counts.get(what) else ['nothing was done']
        fresh = self.report.loose
        self.report.loose = 0
        return found + ([f'{fresh} bad, see above'] if fresh else [])


def main():
    """Runs the parts that were asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--build', required=True, help='build folder of meson')
    parser.add_argument('--sample', action='store_true', help="a minute's worth")
    parser.add_argument('--seeds', type=lambda text: [int(one) for one in text.split(',')], default=None,
                        help='other contents: 1,2,3,4,5,6')
    parser.add_argument('--minutes', type=float, default=240, help='stop each part after so long; what is done counts')
    parser.add_argument('parts', nargs='*', choices=[[], *PARTS], default=[])
    options = parser.parse_args()
    options.seeds = options.seeds or ([1] if options.sample else [1, 2, 3, 4, 5, 6])
    campaign = Campaign(options)
    try:
        for part in options.parts or PARTS:
            started = campaign.started = time.monotonic()
            try:
                getattr(campaign, part)()
            except rig.Skip as why:
                campaign.report.skip(part, str(why))
            print(f'# {part}: {time.monotonic() - started:.0f} s', flush=True)
    finally:
        campaign.close()
    return campaign.report.finish()


if __name__ == '__main__':
    sys.exit(main())
