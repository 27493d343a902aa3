using Bosh.AspNetCore.Protocol;
using Bosh.AspNetCore.Xml;

namespace Bosh.AspNetCore.Upstream;

/// <content>Steps 2 to 4: how a connection comes to a stream that the session may see.</content>
internal sealed partial class UpstreamLink
{
    /// <summary>Comes to a stream with the server, encrypted as the domain demands.</summary>
    /// <returns>The reader of the stream; and the end, if that came at once.</returns>
    private async Task<(FrameReader Reader, UpstreamEnd? End)> OpenAsync(UpstreamConnection connection, CancellationToken cancellation)
    {
        _server = connection.Server.ToString();
        _stream = connection.Stream;

        // 2
        (FrameReader reader, UpstreamEnd? end) = await ExchangeHeadersAsync(cancellation);
        if (end is not null)
        {
            return (reader, end);
        }

        if (connection.Tls is UpstreamTls.None or UpstreamTls.Direct)
        {
            Opened();
            return (reader, null);
        }

        // 3
        FrameKind first = await NextAsync(reader, cancellation);
        ElementKind? kind = KindOf(first, reader.Frame, out bool offersTls);
        if (!offersTls)
        {
            if (connection.Tls == UpstreamTls.StartTls && kind != ElementKind.StreamError)
            {
                Log.TlsNotOffered(_logger, _server, _target.Domain);
                return (reader, UpstreamEnd.TlsNotOffered);
            }

            Opened();
            return (reader, Take(first, reader));
        }

        // 4
        await _stream!.WriteAsync(StartTlsTag, cancellation);
        FrameKind answer = await NextAsync(reader, cancellation);
        if (KindOf(answer, reader.Frame, out _) != ElementKind.TlsProceed)
        {
            return (reader, UpstreamEnd.TlsFailed);
        }

        // What came in the clear after <proceed/> is dropped with the old reader, so that nobody can slip it into the encrypted stream.
        _stream = await TlsHandshake.EncryptAsync(_stream, _target, connection.Tls, cancellation);
        _header = null;
        (reader, end) = await ExchangeHeadersAsync(cancellation);
        if (end is null)
        {
            Opened();
        }

        return (reader, end);
    }

    /// <summary>Sends our header, and waits for the server's.</summary>
    private async Task<(FrameReader Reader, UpstreamEnd? End)> ExchangeHeadersAsync(CancellationToken cancellation)
    {
        var reader = new FrameReader(_stream!, _settings.MaxElementSize);
        await _stream!.WriteAsync(_terms.ToHeader(), cancellation);
        FrameKind kind = await NextAsync(reader, cancellation);
        UpstreamEnd? end = Take(kind, reader);
        if (kind == FrameKind.Declaration && end is null)
        {
            end = Take(await NextAsync(reader, cancellation), reader);
        }

        return (reader, end ?? (_header is null ? UpstreamEnd.InvalidXml : null));
    }

    private static async ValueTask<FrameKind> NextAsync(FrameReader reader, CancellationToken cancellation)
    {
        FrameKind kind;
        while ((kind = reader.TryRead()) == FrameKind.None && !reader.IsFrameTooLarge && await reader.FillAsync(cancellation))
        {
        }

        return kind;
    }

    /// <summary>The session sees the stream from here on.</summary>
    private void Opened()
    {
        _isOpen = true;
        _queue.Open(_stream!);
        _listener.OnOpened(_header!);
        Flush();
    }

    /// <summary>Looks at an element without taking it.</summary>
    private ElementKind? KindOf(FrameKind kind, ReadOnlySpan<byte> frame, out bool offersTls)
    {
        offersTls = false;
        if (kind != FrameKind.Element)
        {
            return null;
        }

        if (!ServerElement.Read(frame, _header!, _terms.Lang, _settings.Xml, out ServerElement element).IsNone)
        {
            return null;
        }

        if (element.Kind == ElementKind.Features)
        {
            FeaturesFilter.Apply(frame, _header!, _settings.Xml, out offersTls);
        }

        return element.Kind;
    }
}
