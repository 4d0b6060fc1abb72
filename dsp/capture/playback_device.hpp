#pragma once

/// \file
/// A recording as a radio: a SoapySDR driver of our own, "driver=playback", linked into the program.
///
///   path=FILE     what open_recording understands; absent: from the environment, CELLWARDEN_PLAYBACK, which
///                 holds a path or arguments ("path=FILE,loop=true")
///   rate= center= type=   as --rate, --center and --type: they win over what the file says
///   speed=1       paced by the monotonic clock, so many seconds of signal in a second; 0: as fast as it is
///                 read, without pacing and without overflows
///   loop=false    true: begins anew at the end. The seam, like a gap of unknown size in the recording,
///   counts
///                 as one lost sample, so that nothing spans it.
///   ring_s=0.5    seconds of signal that it holds for a late reader before it overflows, as a radio does
///
/// Streams: the file's own format (CS8, CU8, CS16, CF32: bit for bit), CS8 and CF32. A cu8 file asked for as
/// CS8 comes as code - 127, half a code up and 255 held at 127 (an RTL-SDR's driver gives code - 128).
/// Timestamps count the recording's samples from its start, gaps in it included.
///
/// It tunes nowhere: a frequency within the recorded band is accepted and getFrequency() keeps telling the
/// recorded centre, as a tuner with wide steps does; other frequencies and rates are refused.
/// At the recording's end reads time out and the setting "end_of_recording" reads "true"; "overflows" and
/// "samples_lost" (to those, not at seams) are readable too. A recording that changes its centre or rate ends
/// the stream with an error there: a radio that is parked does not do that.

#include <string_view>

namespace cellwarden::capture {

inline constexpr std::string_view kPlaybackDriver = "playback";

/// Makes the driver known to SoapySDR; whoever opens or lists devices calls it. Further calls do nothing.
void register_playback_device();

}  // namespace cellwarden::capture
