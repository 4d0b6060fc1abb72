#pragma once

/// \file
/// Finds broadcast carriers in a band by their frequency correction bursts (TS 45.002, section 5.2.4): half a
/// millisecond of pure tone, 67.7 kHz above the carrier, after 10, 10, 10, 10 and 11 frames in turn.
///
/// It needs neither a channel grid nor a guess at the radio's error: every bin of the band's spectra is
/// looked at, a bin that holds much of the power around it is noted, and what recurs in the rhythm is a
/// candidate.
///
///   in     blocks of a ChannelBank
///   out    candidates, strongest first; a cell's bursts are found down to about -6 dB in 200 kHz over 1 s
///   cost   docs/performance.md, "tone search"
///   false  a candidate is a suggestion: only synchronisation bursts that agree make a cell

#include <cstdint>
#include <vector>

#include "dsp/frontend/channel_bank.hpp"
#include "dsp/kernel/parallel.hpp"

namespace cellwarden::gsm {

struct ToneCandidate {
  double tone_hz{};             ///< from the band's centre, to about 1 kHz
  double first_burst_s{};       ///< of the stream: middle of one of its bursts, to about 0.3 ms
  std::uint32_t first_frame{};  ///< FN mod 51 of that burst: 0, 10, 20, 30 or 40
  double match{};               ///< share of power in the tone, summed over the bursts found
  std::size_t bursts{};         ///< found
  std::size_t expected{};       ///< bursts in the time searched
};

/// The part of a band that is searched, from its centre.
struct ToneSpan {
  double low_hz{};
  double high_hz{};
};

/// \param spans  apart from each other, in order
[[nodiscard]] std::vector<ToneCandidate> search_tones(const frontend::ChannelBank& bank,
                                                      const std::vector<ToneSpan>& spans,
                                                      std::uint64_t from_block, std::uint64_t to_block,
                                                      const ParallelFor& parallel);

}  // namespace cellwarden::gsm
