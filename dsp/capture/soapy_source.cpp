#include "dsp/capture/soapy_source.hpp"

#include <utility>

namespace cellwarden::capture {

SoapySource::SoapySource(std::unique_ptr<SoapyStream> stream) : stream_(std::move(stream)) {}
SoapySource::~SoapySource() = default;

Result<std::unique_ptr<SoapySource>> SoapySource::open(const DeviceSettings& settings) {
  Result<std::unique_ptr<SoapyStream>> stream = SoapyStream::open(settings);
  if (!stream) return tl::unexpected<Error>(std::move(stream.error()));
  return std::unique_ptr<SoapySource>(new SoapySource(std::move(*stream)));
}

const StreamInfo& SoapySource::info() const noexcept {
  return stream_->info();
}

Result<std::optional<IqBlock>> SoapySource::read() {
  Result<std::optional<RawBlock>> raw = stream_->read();
  if (!raw) return tl::unexpected<Error>(std::move(raw.error()));
  if (!raw->has_value()) return std::nullopt;
  const IqBlock block = reader_.read(**raw);
  samples_clipped_ += block.clipped_samples;
  return block;
}

void SoapySource::stop() noexcept {
  stream_->stop();
}

DeviceCounters SoapySource::counters() const noexcept {
  DeviceCounters counters = stream_->counters();
  counters.samples_clipped = samples_clipped_;
  return counters;
}

}  // namespace cellwarden::capture
