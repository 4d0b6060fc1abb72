#!/usr/bin/python3
"""What gr-gsm decodes of one cell's control channels in a recording, as lines "FN HEX".

A flowgraph of gr-gsm's own blocks (Debian's grgsm_decode does not start with GNU Radio 3.10): a second
receiver that the generator's signals and this project's receiver are compared with.

  grgsm_blocks.py cell.cf32 --rate 1e6
  grgsm_blocks.py wide.cu8 --rate 2.4e6 --offset=-400e3 --combined

FN is the frame of a block's first burst, HEX the 23 octets of layer 2; blocks that fail their parity are not
listed. The last line on standard error has the number of blocks and the CPU seconds of this process.
Exit 77: gr-gsm is not installed.
"""

import argparse
import os
import struct
import sys
import tempfile

OVERSAMPLING = 4
GSMTAP_OCTETS = 16
# Bytes of one complex sample.
FORMATS = {"cf32": 8, "cu8": 2, "cs8": 2, "cs16": 4}


def to_cf32(name, kind, directory):
    """The recording as float samples: its own name, or that of a copy in `directory`."""
    import numpy
    if kind == "cf32":
        return name
    dtype = {"cu8": "u1", "cs8": "i1", "cs16": "<i2"}[kind]
    zero, scale = {"cu8": (127.5, 127.5), "cs8": (0, 128), "cs16": (0, 32768)}[kind]
    copy = os.path.join(directory, "samples.cf32")
    with open(name, "rb") as source, open(copy, "wb") as target:
        while True:
            codes = numpy.frombuffer(source.read(1 << 22), dtype)
            if not len(codes):
                return copy
            ((codes.astype("f4") - zero) / scale).astype("<f4").tofile(target)


def flowgraph(gr, name, args):
    """Prints what it decodes; the message handler runs in one of GNU Radio's threads."""
    import pmt
    from gnuradio import blocks, gsm

    class Printer(gr.basic_block):
        def __init__(self):
            gr.basic_block.__init__(self, "printer", None, None)
            self.count = 0
            self.message_port_register_in(pmt.intern("msgs"))
            self.set_msg_handler(pmt.intern("msgs"), self.show)

        def show(self, message):
            octets = bytes(pmt.u8vector_elements(pmt.cdr(message)))
            frame_number, = struct.unpack(">I", octets[8:12])
            print(frame_number, octets[GSMTAP_OCTETS:].hex(), flush=True)
            self.count += 1

    top = gr.top_block("blocks")
    source = blocks.file_source(gr.sizeof_gr_complex, name, False)
    # The frequency only scales the correction of the offset; any in the band does where none is given.
    center_hz = args.center
    adapter = gsm.gsm_input(ppm=0, osr=OVERSAMPLING, fc=center_hz, samp_rate_in=args.rate)
    control = gsm.clock_offset_control(center_hz, args.rate, OVERSAMPLING)
    receiver = gsm.receiver(OVERSAMPLING, [0], [], False)
    demapper = (gsm.gsm_bcch_ccch_sdcch4_demapper if args.combined else gsm.gsm_bcch_ccch_demapper)(args.slot)
    no_dummies = gsm.dummy_burst_filter()
    one_slot = gsm.burst_timeslot_filter(args.slot)
    decoder = gsm.control_channels_decoder()
    printer = Printer()
    if args.offset:
        shift = blocks.rotator_cc(-2 * 3.141592653589793 * args.offset / args.rate)
        top.connect(source, shift, adapter, receiver)
    else:
        top.connect(source, adapter, receiver)
    top.msg_connect(control, "ctrl", adapter, "ctrl_in")
    top.msg_connect(receiver, "measurements", control, "measurements")
    top.msg_connect(receiver, "C0", no_dummies, "in")
    top.msg_connect(no_dummies, "out", one_slot, "in")
    top.msg_connect(one_slot, "out", demapper, "bursts")
    top.msg_connect(demapper, "bursts", decoder, "bursts")
    top.msg_connect(decoder, "msgs", printer, "msgs")
    return top, printer


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", help="bare samples; the ending tells their format: " + ", ".join(FORMATS))
    parser.add_argument("--rate", type=float, required=True, help="samples per second")
    parser.add_argument("--offset", type=float, default=0, help="the carrier from the centre, Hz")
    parser.add_argument("--center", type=float, default=940e6, help="nominal frequency of the carrier, Hz")
    parser.add_argument("--slot", type=int, default=0, help="timeslot 0, 2, 4 or 6")
    parser.add_argument("--combined", action="store_true", help="CCCH and SDCCH/4 share the timeslot")
    args = parser.parse_args()
    kind = args.file.rsplit(".", 1)[-1]
    if kind not in FORMATS:
        parser.error("%s: the name should end in one of %s" % (args.file, ", ".join(FORMATS)))
    # The modules print to standard output when they are loaded, and that is kept for the blocks.
    stdout = os.dup(1)
    os.dup2(2, 1)
    try:
        from gnuradio import gr, gsm  # noqa: F401
    except ImportError as error:
        print("gr-gsm is not installed: %s" % error, file=sys.stderr)
        return 77
    with tempfile.TemporaryDirectory() as directory:
        top, printer = flowgraph(gr, to_cf32(args.file, kind, directory), args)
        os.dup2(stdout, 1)
        before = os.times()
        top.run()
        after = os.times()
    print("%d blocks, %.2f CPU seconds" % (printer.count, after.user + after.system - before.user - before.system),
          file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
