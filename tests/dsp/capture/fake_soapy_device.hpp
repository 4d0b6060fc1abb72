#pragma once

/// \file
/// A radio that does as a test says: a SoapySDR driver, "driver=fakeradio", inside the test program.

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <vector>

namespace cellwarden::test {

/// What one call of readStream does.
struct FakeRead {
  enum class Kind : std::uint8_t { kSamples, kOverflow, kTimeout, kStreamError, kThrow };
  Kind kind = Kind::kSamples;
  std::size_t samples = 1000;
  std::int64_t skip_before = 0;  ///< the device's sample clock moves on (or back) by this
  bool has_time = true;
  bool ends_abruptly = false;
};

/// The one fake radio; tests set it before they open it and look at it afterwards.
struct FakeRadio {
  std::string native_format = "CS8";
  double full_scale = 128.0;
  std::vector<std::string> formats = {"CS8", "CS16", "CF32"};
  std::string driver_key = "fakeradio";
  std::vector<std::string> gains = {"LNA", "VGA"};
  bool has_automatic_gain = false;
  std::vector<std::string> settings;               ///< keys for writeSetting
  std::map<std::string, std::string> usb_strings;  ///< returned by its search
  bool is_found = true;
  bool is_busy = false;
  bool refuses_to_start = false;
  std::string says_when_opened;      ///< a warning, and a mark of an overflow
  std::int64_t octets_as_ticks = 1;  ///< 2: its clock advances so from read to read

  std::chrono::milliseconds read_takes{};

  std::deque<FakeRead> script;       ///< after its end, reads time out
  std::vector<std::uint8_t> octets;  ///< played round and round; empty: each octet counts up

  // What was asked of it.
  std::vector<std::string> calls;  ///< "setFrequency 806000000", "setGain LNA 24", ...
};

[[nodiscard]] FakeRadio& fake_radio();
/// Back to the defaults, registered with SoapySDR.
FakeRadio& fresh_fake_radio();

}  // namespace cellwarden::test
