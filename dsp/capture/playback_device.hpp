#pragma once

/// \file
/// Recordings as a radio: a SoapySDR driver of our own, "driver=playback", linked into the program and
/// installed as a module of SoapySDR. docs/live.md describes it for its users.
///
///   path=FILE     one window: what open_recording understands; absent: from the environment,
///                 CELLWARDEN_PLAYBACK, which holds a path or arguments ("path=FILE,loop=true")
///   band=FOLDER   or FILE;FILE;...: recordings side by side on one time axis, each with its own centre and
///                 rate (band_signal.hpp: how they are mixed, and how well)
///   rate= center= type=   with path=, as --rate, --center and --type: they win over what the file says
///   speed=1       paced by the monotonic clock, so many seconds of signal in a second; 0: as fast as it is
///                 read, without pacing and without overflows
///   loop=false    true: begins anew at the end. The seam, like a gap of unknown size in the recording,
///                 counts as one lost sample, so that nothing spans it; but it counts nothing where the
///                 recording states that it loops seamlessly. In a band every recording loops on its own,
///                 without a gap.
///   ring_s=0.5    seconds of signal that it holds for a late reader before it overflows, as a radio does
///   tuner_db=0    a gain element TUNER from minus to plus so many dB, 0 dB at first: the recorded level;
///                 what then exceeds full scale clips, as in a converter
///   noise_dbfs= margin_hz= settle_ms= buffered_ms= tuning_step_hz= ppm=   with band= (playback_options.hpp)
///   faults= state=   what is to go wrong (playback_faults.hpp), and where it is kept that it did
///                 (fault_memory.hpp); writeSetting("fault", "unplug+4") orders one while it runs
///
/// Streams: of a path the file's own format (CS8, CU8, CS16, CF32: bit for bit), CS8 and CF32; of a band CF32
/// and CS8. A cu8 file asked for as CS8 comes as code - 127, half a code up and 255 held at 127 (an RTL-SDR's
/// driver gives code - 128). Timestamps count samples from the start, gaps included.
///
/// A path tunes nowhere (playback_reel.hpp). At the end reads time out and the setting "end_of_recording"
/// reads "true"; "overflows" and "samples_lost" (to those, not at seams) are readable too. What cannot be
/// read on ends the stream with an error.
///
/// Threads: one reads, others may tune, write settings and read them meanwhile.

#include <string_view>

namespace cellwarden::capture {

inline constexpr std::string_view kPlaybackDriver = "playback";

/// Makes the driver known to SoapySDR; whoever opens or lists devices calls it before SoapySDR loads its
/// modules, for an installed one of the same name then stands back. Further calls do nothing.
void register_playback_device();

}  // namespace cellwarden::capture
