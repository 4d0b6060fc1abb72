#include "dsp/capture/driver_log.hpp"

#include <SoapySDR/Logger.hpp>
#include <mutex>
#include <utility>

namespace cellwarden::capture {
namespace {

// SoapySDR's handler is a plain function of the whole process: so is its sink.
struct Collector {
  std::mutex mutex;
  DriverMessageSink sink;
};

Collector& collector() {
  static Collector the_collector;
  return the_collector;
}

DriverMessageLevel level_of(SoapySDR::LogLevel level) noexcept {
  if (level <= SOAPY_SDR_ERROR) return DriverMessageLevel::kError;
  if (level == SOAPY_SDR_WARNING) return DriverMessageLevel::kWarning;
  if (level <= SOAPY_SDR_INFO) return DriverMessageLevel::kInfo;
  return DriverMessageLevel::kDebug;
}

void hand_on(const SoapySDR::LogLevel level, const char* message) {
  if (level == SOAPY_SDR_SSI || message == nullptr) return;
  Collector& to = collector();
  const std::scoped_lock lock(to.mutex);
  if (to.sink) to.sink(level_of(level), message);
}

}  // namespace

void collect_driver_messages(DriverMessageSink sink) {
  {
    Collector& to = collector();
    const std::scoped_lock lock(to.mutex);
    to.sink = std::move(sink);
  }
  SoapySDR::registerLogHandler(&hand_on);
}

}  // namespace cellwarden::capture
