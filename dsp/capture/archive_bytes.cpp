#include "dsp/capture/archive_bytes.hpp"

#include <algorithm>
#include <cerrno>
#include <vector>

#include <archive.h>
#include <archive_entry.h>

namespace cellwarden::capture {
namespace {

struct FreeArchive {
  void operator()(archive* a) const { archive_read_free(a); }
};

/// One libarchive reader over one ByteSource. Not movable: the callbacks hold its address.
class Reader {
 public:
  Reader(std::string name, std::unique_ptr<ByteSource> file)
      : name_(std::move(name)), file_(std::move(file)), archive_(archive_read_new()), buffer_(1U << 16U) {
    // Not ..._filter_all: that one starts other programs.
    archive_read_support_filter_zstd(get());
    archive_read_support_filter_gzip(get());
    archive_read_support_filter_xz(get());
    archive_read_support_filter_bzip2(get());
    archive_read_set_callback_data(get(), this);
    archive_read_set_read_callback(get(), &Reader::read_file);
  }
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;

  [[nodiscard]] archive* get() const { return archive_.get(); }

  void allow_skips() { archive_read_set_skip_callback(get(), &Reader::skip_file); }

  /// The file's own error where there was one, else what libarchive says.
  [[nodiscard]] tl::unexpected<Error> error(const std::string& what) const {
    if (file_error_) return tl::unexpected(*file_error_);
    const char* const detail = archive_error_string(get());
    return fail(ErrorCode::kFormat,
                name_ + ": " + what + (detail != nullptr ? std::string(": ") + detail : ""));
  }

  [[nodiscard]] Result<std::size_t> read(std::span<std::byte> out) {
    const auto got = archive_read_data(get(), out.data(), out.size());
    if (got < 0) return error("damaged or cut off");
    return static_cast<std::size_t>(got);
  }

 private:
  static la_ssize_t read_file(archive* a, void* self, const void** out) {
    auto& reader = *static_cast<Reader*>(self);
    const auto got = reader.file_->read(reader.buffer_);
    if (!got) {
      reader.file_error_ = got.error();
      archive_set_error(a, EIO, "unreadable");
      return ARCHIVE_FATAL;
    }
    *out = reader.buffer_.data();
    return static_cast<la_ssize_t>(*got);
  }

  static la_int64_t skip_file(archive*, void* self, la_int64_t count) {
    auto& reader = *static_cast<Reader*>(self);
    return count > 0 && reader.file_->skip(static_cast<std::uint64_t>(count)) ? count : 0;
  }

  std::string name_;
  std::unique_ptr<ByteSource> file_;
  std::unique_ptr<archive, FreeArchive> archive_;
  std::vector<std::byte> buffer_;
  std::optional<Error> file_error_;
};

class CompressedBytes final : public ByteSource {
 public:
  CompressedBytes(const std::string& name, std::unique_ptr<ByteSource> file)
      : reader_(name, std::move(file)) {}

  Result<void> open() {
    archive_read_support_format_raw(reader_.get());
    archive_entry* entry = nullptr;
    if (archive_read_open1(reader_.get()) != ARCHIVE_OK ||
        archive_read_next_header(reader_.get(), &entry) != ARCHIVE_OK) {
      return reader_.error("cannot be decompressed");
    }
    // The last filter is always "none"; alone, it means that nothing was compressed.
    if (archive_filter_count(reader_.get()) < 2)
      return reader_.error("not compressed, whatever its name says");
    return {};
  }

  Result<std::size_t> read(std::span<std::byte> out) override { return reader_.read(out); }

 private:
  Reader reader_;
};

}  // namespace

Result<std::unique_ptr<ByteSource>> open_compressed(const std::string& name,
                                                    std::unique_ptr<ByteSource> file) {
  auto bytes = std::make_unique<CompressedBytes>(name, std::move(file));
  if (const auto opened = bytes->open(); !opened) return tl::unexpected(opened.error());
  return bytes;
}

struct TarBytes::State {
  State(const std::string& name, std::unique_ptr<ByteSource> file) : reader(name, std::move(file)) {}
  Reader reader;
};

TarBytes::TarBytes(std::unique_ptr<State> state) : state_(std::move(state)) {}
TarBytes::~TarBytes() = default;

Result<std::unique_ptr<TarBytes>> TarBytes::open(const std::string& name, std::unique_ptr<ByteSource> file,
                                                 bool may_skip) {
  auto state = std::make_unique<State>(name, std::move(file));
  archive_read_support_format_tar(state->reader.get());
  if (may_skip) state->reader.allow_skips();
  if (archive_read_open1(state->reader.get()) != ARCHIVE_OK) return state->reader.error("not a tar archive");
  return std::unique_ptr<TarBytes>(new TarBytes(std::move(state)));
}

Result<std::optional<TarEntry>> TarBytes::next() {
  archive_entry* entry = nullptr;
  const int status = archive_read_next_header(state_->reader.get(), &entry);
  if (status == ARCHIVE_EOF) return std::nullopt;
  if (status != ARCHIVE_OK && status != ARCHIVE_WARN) return state_->reader.error("not a tar archive");
  const char* const name = archive_entry_pathname(entry);
  remaining_ = static_cast<std::uint64_t>(std::max<la_int64_t>(archive_entry_size(entry), 0));
  return TarEntry{name != nullptr ? name : "", remaining_};
}

Result<std::size_t> TarBytes::read(std::span<std::byte> out) {
  auto got = state_->reader.read(out);
  if (got) remaining_ -= std::min<std::uint64_t>(remaining_, *got);
  return got;
}

}  // namespace cellwarden::capture
