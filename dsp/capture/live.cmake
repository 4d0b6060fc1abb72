cellwarden_library(dsp_capture_live
  block_queue.cpp child_process.cpp device_list.cpp device_settings.cpp driver_log.cpp packet_socket.cpp
  playback_device.cpp radio_child.cpp radio_messages.cpp radio_process.cpp raw_block.cpp sample_ring.cpp
  soapy_driver.cpp soapy_source.cpp soapy_stream.cpp soapy_tuning.cpp timestamp_check.cpp)
target_link_libraries(cellwarden_dsp_capture_live PUBLIC cellwarden::dsp_capture Threads::Threads
  PRIVATE SoapySDR fmt::fmt nlohmann_json::nlohmann_json)
