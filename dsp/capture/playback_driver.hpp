#pragma once

/// \file
/// The two functions by which SoapySDR knows a driver. Private to dsp/capture.

#include <SoapySDR/Device.hpp>
#include <SoapySDR/Types.hpp>

namespace cellwarden::capture {

/// What there is to play with these arguments and those of the environment; nothing while it is unplugged.
[[nodiscard]] SoapySDR::KwargsList find_playback(const SoapySDR::Kwargs& asked);

/// A device of its own, which SoapySDR's unmake() deletes; throws a line that says why not.
[[nodiscard]] SoapySDR::Device* make_playback(const SoapySDR::Kwargs& arguments);

}  // namespace cellwarden::capture
