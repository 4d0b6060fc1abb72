#include "dsp/capture/encrypted_bytes.hpp"

#include <algorithm>
#include <array>

#include "dsp/capture/encrypted_writer.hpp"
#include "dsp/capture/sigmf_meta.hpp"

namespace cellwarden::capture {
namespace {

constexpr std::size_t kLengthOctets = 4;

}  // namespace

EncryptedBytes::EncryptedBytes(std::string name, ByteReader file, ReadHeader header, OpeningStream stream)
    : name_(std::move(name)),
      file_(std::move(file)),
      header_(std::move(header)),
      stream_(std::move(stream)),
      position_(header_.text.size() + kSealedStart_octets) {}

Result<std::unique_ptr<EncryptedBytes>> EncryptedBytes::open(const std::string& name,
                                                             std::unique_ptr<ByteSource> file,
                                                             const SecretKey& key) {
  ByteReader reader(std::move(file));
  auto header = read_encrypted_header(reader, name);
  if (!header) return tl::unexpected(header.error());
  std::array<std::byte, kSealedStart_octets> start{};
  const auto got = reader.read(start);
  if (!got) return tl::unexpected(got.error());
  if (*got < start.size()) return fail(ErrorCode::kFormat, name + ": cut off before its first sample");
  auto stream = OpeningStream::open(key, start);
  if (!stream) {
    return fail(ErrorCode::kFormat, name +
                                        ": is not sealed to this key, or damaged; give the private key "
                                        "that belongs to the public one it was recorded with");
  }
  auto bytes = std::unique_ptr<EncryptedBytes>(
      new EncryptedBytes(name, std::move(reader), std::move(*header), std::move(*stream)));
  if (auto first = bytes->next_message(); !first) return tl::unexpected(first.error());
  if (bytes->ending_ == Ending::kCutOff) {
    return fail(ErrorCode::kFormat, name + ": cut off before its first sample");
  }
  if (bytes->ending_ == Ending::kDamaged) {
    return fail(ErrorCode::kFormat, name + ": its header was changed, or it is damaged from the beginning");
  }
  return bytes;
}

/// Nothing where the file ends or no message can begin.
Result<std::optional<std::size_t>> EncryptedBytes::read_length() {
  std::array<std::byte, kLengthOctets> octets{};
  const auto got = file_.read(octets);
  if (!got) return tl::unexpected(got.error());
  if (*got < octets.size()) {
    ending_ = Ending::kCutOff;
    return std::nullopt;
  }
  const auto length = static_cast<std::size_t>(little_endian(octets));
  if (length <= kSealOverhead_octets || length > kMostMessageOctets + kSealOverhead_octets) {
    ending_ = Ending::kDamaged;
    return std::nullopt;
  }
  return length;
}

Result<void> EncryptedBytes::next_message() {
  message_.clear();
  taken_ = 0;
  const auto length = read_length();
  if (!length) return tl::unexpected(length.error());
  if (!*length) return {};
  sealed_.resize(**length);
  const auto got = file_.read(sealed_);
  if (!got) return tl::unexpected(got.error());
  if (*got < sealed_.size()) {
    ending_ = Ending::kCutOff;
    return {};
  }
  message_.resize(sealed_.size() - kSealOverhead_octets);
  const auto bound = is_begun_ ? std::span<const std::byte>() : std::as_bytes(std::span(header_.text));
  const auto opened = stream_.next(sealed_, bound, message_);
  is_begun_ = true;
  if (!opened) {
    message_.clear();
    ending_ = Ending::kDamaged;
    return {};
  }
  position_ += kLengthOctets + sealed_.size();
  if (opened->is_last) ending_ = Ending::kWhole;
  return take_message();
}

Result<void> EncryptedBytes::take_message() {
  switch (static_cast<MessageKind>(message_.front())) {
    case MessageKind::kSamples:
      taken_ = 1;
      return {};
    case MessageKind::kGlobal:
      return take_metadata(false);
    case MessageKind::kCapture:
      return take_metadata(true);
    case MessageKind::kEnd:
      message_.clear();
      return {};
  }
  return fail(ErrorCode::kFormat, name_ + ": holds something that this version does not know");
}

Result<void> EncryptedBytes::take_metadata(bool is_capture) {
  std::string text(message_.size() - 1, '\0');
  std::transform(message_.begin() + 1, message_.end(), text.begin(),
                 [](std::byte b) { return static_cast<char>(b); });
  message_.clear();
  if (is_capture) {
    if (!captures_.empty()) captures_ += ',';
    captures_ += text;
  } else {
    global_ = std::move(text);
  }
  if (global_.size() + captures_.size() <= kMaxSigmfMetaBytes) return {};
  return fail(ErrorCode::kFormat, name_ + ": metadata of more than 4 MiB");
}

Result<std::size_t> EncryptedBytes::read(std::span<std::byte> out) {
  if (out.empty() || remaining_ == std::uint64_t{0}) return 0;
  while (taken_ >= message_.size()) {
    if (ending_ != Ending::kNotYet) return 0;
    if (auto read = next_message(); !read) return tl::unexpected(read.error());
  }
  std::size_t count = std::min(out.size(), message_.size() - taken_);
  if (remaining_) count = static_cast<std::size_t>(std::min<std::uint64_t>(count, *remaining_));
  std::copy_n(message_.begin() + static_cast<std::ptrdiff_t>(taken_), count, out.begin());
  taken_ += count;
  if (remaining_) *remaining_ -= count;
  return count;
}

std::string EncryptedBytes::sigmf_document() const {
  return "{\"global\": " + (global_.empty() ? "{}" : global_) + ", \"captures\": [" + captures_ +
         "], \"annotations\": []}";
}

}  // namespace cellwarden::capture
