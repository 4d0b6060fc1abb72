// A SoapySDR driver that hangs or crashes as the environment says, while it is loaded, looks for its radio or
// opens it. It has a name that is looked for unasked, and no Debian package: nobody has another one of it
// installed.

#include <unistd.h>

#include <SoapySDR/Device.hpp>
#include <SoapySDR/Registry.hpp>
#include <cstdio>
#include <cstdlib>
#include <stdexcept>
#include <string_view>

namespace {

/// "crash_find", "hang_open", ...
void fail_at(std::string_view step) {
  const char* const asked = std::getenv("CELLWARDEN_FAULTY_DRIVER");
  const std::string_view fault = asked == nullptr ? "" : asked;
  const std::size_t end = fault.find('_');
  if (end == std::string_view::npos || fault.substr(end + 1) != step) return;
  std::fputs("usb: no such device\n", stderr);
  if (fault.substr(0, end) == "crash") std::abort();
  while (true) ::pause();
}

SoapySDR::KwargsList find(const SoapySDR::Kwargs& /*asked*/) {
  fail_at("find");
  return {{{"label", "Faulty HF :: 7"}, {"serial", "7"}}};
}

SoapySDR::Device* make(const SoapySDR::Kwargs& /*asked*/) {
  fail_at("open");
  throw std::runtime_error("busy");
}

const SoapySDR::Registry kRegistered("airspyhf", (fail_at("load"), &find), &make, SOAPY_SDR_ABI_VERSION);

}  // namespace
