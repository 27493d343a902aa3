using Bosh.AspNetCore.Protocol;
using Bosh.AspNetCore.Xml;

namespace Bosh.AspNetCore.Upstream;

/// <content>Step 2: what comes from the server.</content>
internal sealed partial class UpstreamLink
{
    /// <summary>Reads elements until the stream ends.</summary>
    /// <param name="reader">The reader of the stream.</param>
    /// <param name="isBeginning">Whether to read no further than to the first element, if the server's version of XMPP lets expect one.</param>
    /// <param name="cancellation">Cancelled when the time for that is over.</param>
    /// <returns>The end; null when it is not there.</returns>
    private async Task<UpstreamEnd?> ReadAsync(FrameReader reader, bool isBeginning, CancellationToken cancellation)
    {
        while (true)
        {
            FrameKind kind;
            while ((kind = reader.TryRead()) != FrameKind.None)
            {
                if (Take(kind, reader) is UpstreamEnd end)
                {
                    _listener.OnBatchEnd();
                    return end;
                }
            }

            if (reader.IsFrameTooLarge)
            {
                Log.ElementTooLarge(_logger, _target.Domain, _settings.MaxElementSize);
                return UpstreamEnd.ElementTooLarge;
            }

            _listener.OnBatchEnd();
            if (isBeginning && (_hasElement || _header!.Version is null))
            {
                return null;
            }

            await _gate.WaitAsync();
            if (!await reader.FillAsync(cancellation))
            {
                return _closing ? UpstreamEnd.ClosedByUs : UpstreamEnd.Lost;
            }

            if (Interlocked.Exchange(ref _restarts, 0) is > 0 and int restarts)
            {
                // Our header is queued after this was counted, and the server's comes after ours: it cannot have passed already.
                _awaitedHeaders += restarts;
                reader.ExpectHeader();
            }
        }
    }

    /// <summary>Takes one frame.</summary>
    /// <returns>The end, when it is the last.</returns>
    private UpstreamEnd? Take(FrameKind kind, FrameReader reader)
    {
        if (kind == FrameKind.Error)
        {
            return Refuse(reader.Fault.Error, reader.Fault.Offset);
        }

        ReadOnlySpan<byte> frame = reader.Frame;
        switch (kind)
        {
            case FrameKind.Declaration:
                XmlDeclaration.Read(frame, out XmlError error);
                return error == XmlError.None ? null : Refuse(error, reader.FrameStart);
            case FrameKind.StartTag:
                TakeHeader(frame, reader);
                return null;
            case FrameKind.StreamEnd when !_header!.IsEndedBy(frame):
                return Refuse(XmlError.MismatchedTag, reader.FrameStart);
            case FrameKind.StreamEnd:
                return _closing ? UpstreamEnd.ClosedByUs : UpstreamEnd.ClosedByServer;
            default:
                return TakeElement(frame, reader.FrameStart);
        }
    }

    /// <summary>Takes the header of a restarted stream.</summary>
    private void TakeHeader(ReadOnlySpan<byte> text, FrameReader reader)
    {
        // While a restart is on its way, elements of the stream before may still come: they are taken when they are whole.
        if (StreamHeader.Parse(text, _settings.Xml, out _) is StreamHeader header)
        {
            reader.AcceptHeader();
            _header = header;
            _listener.OnOpened(header);
            if (--_awaitedHeaders > 0)
            {
                reader.ExpectHeader();
            }
        }
    }

    private UpstreamEnd? TakeElement(ReadOnlySpan<byte> text, long start)
    {
        XmlFault fault = ServerElement.Read(text, _header!, _terms.Lang, _settings.Xml, out ServerElement element);
        if (fault.IsNone && element.Kind == ElementKind.Features)
        {
            byte[] kept = FeaturesFilter.Apply(text, _header!, _settings.Xml, out _);
            fault = ServerElement.Read(kept, _header!, _terms.Lang, _settings.Xml, out element);
            CountFeatures();
        }

        if (!fault.IsNone)
        {
            return Refuse(fault.Error, start + fault.Offset);
        }

        _hasElement = true;
        _listener.OnElement(element);
        return null;
    }

    /// <summary>Features that come again mean that the client has logged in: white space is not allowed before (RFC 6120, section 6.3.5).</summary>
    private void CountFeatures()
    {
        if (++_features == 2)
        {
            _keepAlive?.Start();
        }
    }

    private UpstreamEnd Refuse(XmlError error, long offset)
    {
        Log.InvalidXml(_logger, _target.Domain, error, offset);
        return UpstreamEnd.InvalidXml;
    }
}
