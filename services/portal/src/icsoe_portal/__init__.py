"""The portal: server-rendered pages over the services' HTTP. No database, no worker, no topic, no bucket."""
