using System.Buffers;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Bosh.AspNetCore.Benchmarks.Load.Servers;

/// <summary>
/// A client of the stub. It does as little as can be: all that has come is answered with one write. What a bare relay sends, bodies without
/// a stream, is understood as well.
/// </summary>
internal sealed class StubConnection
{
    private const int ReadSize = 16 * 1024;

    /// <summary>A flood is written in pieces of this size.</summary>
    private const int FloodSize = 32 * 1024;

    private static int s_lastUser;

    private readonly Socket _socket;
    private readonly X509Certificate2 _certificate;
    private readonly string _domain;
    private readonly ArrayBufferWriter<byte> _output = new();
    private readonly SequenceCheck _swallowed = new();

    /// <summary>What has come; complete elements are taken off its front.</summary>
    private byte[] _input = new byte[ReadSize];
    private int _filled;

    /// <summary>The message that the flood consists of, and where the kind stands in its id.</summary>
    private byte[] _flood = [];
    private int _floodKindAt;
    private long _floodLeft;
    private long _floodNext;
    private bool _isAuthenticated;
    private bool _isClosing;
    private Stream _stream;

    /// <param name="socket">The connection.</param>
    /// <param name="domain">The domain that it serves.</param>
    /// <param name="certificate">What it shows to clients that begin with TLS.</param>
    public StubConnection(Socket socket, string domain, X509Certificate2 certificate)
    {
        _socket = socket;
        _domain = domain;
        _certificate = certificate;
        _stream = new NetworkStream(socket, ownsSocket: true);
    }

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            await EncryptAsync(cancellationToken);
            while (!_isClosing)
            {
                int read = await _stream.ReadAsync(_input.AsMemory(_filled), cancellationToken);
                if (read == 0)
                {
                    break;
                }

                _filled += read;
                await AnswerAsync();
                if (_filled == _input.Length)
                {
                    Array.Resize(ref _input, _input.Length * 2);
                }
            }
        }
        catch (Exception error) when (error is IOException or SocketException or AuthenticationException or OperationCanceledException)
        {
            // The other side is gone, or we shall stop.
        }
        finally
        {
            await _stream.DisposeAsync();
        }
    }

    /// <summary>Goes on encrypted when the first byte is that of a TLS handshake: both kinds of clients come to the same port.</summary>
    private async ValueTask EncryptAsync(CancellationToken cancellationToken)
    {
        const byte handshake = 0x16;
        if (await _socket.ReceiveAsync(_input.AsMemory(0, 1), SocketFlags.Peek, cancellationToken) == 1 && _input[0] == handshake)
        {
            var encrypted = new SslStream(_stream);
            _stream = encrypted;
            await encrypted.AuthenticateAsServerAsync(
                new SslServerAuthenticationOptions { ServerCertificate = _certificate }, cancellationToken);
        }
    }

    private async ValueTask AnswerAsync()
    {
        int taken = 0;
        bool isFlood;
        do
        {
            taken += TakeElements(_input.AsSpan(taken, _filled - taken));
            isFlood = _floodLeft > 0;
            do
            {
                WriteFlood();
                await FlushAsync();
            }
            while (_floodLeft > 0);
        }
        while (isFlood);

        _filled -= taken;
        _input.AsSpan(taken, _filled).CopyTo(_input);
    }

    private async ValueTask FlushAsync()
    {
        if (_output.WrittenCount > 0)
        {
            await _stream.WriteAsync(_output.WrittenMemory);
        }

        _output.ResetWrittenCount();
    }

    /// <returns>How many bytes have been read. It stops where a flood begins.</returns>
    private int TakeElements(ReadOnlySpan<byte> text)
    {
        ReadOnlySpan<byte> rest = text;
        while (_floodLeft == 0 && StubElement.TryTake(ref rest, out StubElement element))
        {
            Take(element);
        }

        return text.Length - rest.Length;
    }

    private void Take(StubElement element)
    {
        ReadOnlySpan<byte> name = element.Name;
        if (name.SequenceEqual("message"u8))
        {
            TakeMessage(element);
        }
        else if (name.SequenceEqual("iq"u8))
        {
            TakeIq(element);
        }
        else if (name.SequenceEqual("auth"u8))
        {
            _isAuthenticated = true;
            _output.Write("<success xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>"u8);
        }
        else if (name.SequenceEqual("stream:stream"u8))
        {
            Write("<?xml version='1.0'?><stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'"
                + $" from='{_domain}' id='s1' version='1.0' xml:lang='en'>");
            _output.Write(_isAuthenticated
                ? "<stream:features><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/></stream:features>"u8
                : "<stream:features><mechanisms xmlns='urn:ietf:params:xml:ns:xmpp-sasl'><mechanism>ANONYMOUS</mechanism></mechanisms>"u8
                    + "</stream:features>"u8);
        }
        else if (name.SequenceEqual("/stream:stream"u8))
        {
            _output.Write("</stream:stream>"u8);
            _isClosing = true;
        }
    }

    private void TakeIq(StubElement iq)
    {
        if (iq.Bytes.IndexOf("urn:ietf:params:xml:ns:xmpp-bind"u8) < 0)
        {
            return;
        }

        Write($"<iq type='result' id='{Encoding.UTF8.GetString(iq.Attribute(" id="u8))}'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'>"
            + $"<jid>u{Interlocked.Increment(ref s_lastUser)}@{_domain}/load</jid></bind></iq>");
    }

    private void TakeMessage(StubElement element)
    {
        ReadOnlySpan<byte> text = element.Bytes;
        if (!MessageNumber.TryReadNext(ref text, out MessageNumber message))
        {
            return;
        }

        switch (message.Kind)
        {
            case MessageKind.Sink:
                _swallowed.Take(message.Number);
                break;
            case MessageKind.Count:
                WriteCount(MessageKind.CountRepeated, _swallowed.Repeated);
                WriteCount(MessageKind.CountReordered, _swallowed.Reordered);
                WriteCount(MessageKind.Count, _swallowed.Taken);
                break;
            case MessageKind.Flood:
                _flood = [.. "<message"u8, .. AfterName(element.Bytes)];
                _floodKindAt = _flood.AsSpan().IndexOf(" id="u8) + 5;
                _flood[_floodKindAt] = (byte)MessageKind.Echo;
                _floodLeft = message.Number;
                break;
            default:
                // It is addressed to its sender.
                _output.Write("<message"u8);
                _output.Write(AfterName(element.Bytes));
                break;
        }
    }

    private void WriteFlood()
    {
        while (_floodLeft > 0 && _output.WrittenCount < FloodSize)
        {
            MessageNumber.WriteDigits(_floodNext++, _flood.AsSpan(_floodKindAt + 2));
            _output.Write(_flood);
            _floodLeft--;
        }
    }

    private void WriteCount(MessageKind kind, long count) => Write($"<message id='{(char)kind}-{count:d10}'/>");

    private void Write(string text) => Encoding.UTF8.GetBytes(text, _output);

    /// <summary>What follows the name: as servers do, the namespace that the stream has declared is not declared again.</summary>
    private static ReadOnlySpan<byte> AfterName(ReadOnlySpan<byte> message)
    {
        ReadOnlySpan<byte> declared = "<message xmlns=\"jabber:client\""u8;
        return message[(message.StartsWith(declared) ? declared.Length : "<message"u8.Length)..];
    }
}
